/**
 * References that keep identity apart from state.
 *
 * <p>An <em>identity</em> is a thing that stays; its <em>state</em> is a succession of values that
 * never change. A {@link org.potamos.core.Reference} is an identity: it holds one immutable value
 * at a time, and changing it means that it takes on another value. Whoever holds an old value holds
 * something stale, never something broken.
 *
 * <table>
 * <caption>Which reference?</caption>
 * <tr><th>the value</th><th>the caller</th><th>choose</th></tr>
 * <tr><td>never changes</td><td></td><td>no reference: a record, {@code List.of}</td></tr>
 * <tr><td>is seen by one thread</td><td></td><td>no reference: a variable</td></tr>
 * <tr><td>changes on its own</td><td>needs the new value now</td><td>{@link org.potamos.core.Atom}</td></tr>
 * <tr><td>changes together with others</td><td>needs all of them now</td><td>a ref, in a transaction</td></tr>
 * <tr><td>changes on its own</td><td>does not wait for it</td><td>an agent</td></tr>
 * </table>
 */
@NullMarked
package org.potamos.core;

import org.jspecify.annotations.NullMarked;
