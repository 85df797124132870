/**
 * Persistent collections: the immutable values that references hold. An update answers a new
 * collection that shares most of its structure with the old one; whoever holds the old one keeps
 * it, unchanged.
 *
 * <table>
 * <caption>Which collection?</caption>
 * <tr><th>you want</th><th>take</th></tr>
 * <tr><td>elements by index, growing and shrinking at the end</td>
 *     <td>{@link org.potamos.core.collection.PersistentVector}</td></tr>
 * <tr><td>values by key</td>
 *     <td>{@link org.potamos.core.collection.PersistentMap}</td></tr>
 * <tr><td>membership</td>
 *     <td>{@link org.potamos.core.collection.PersistentSet}</td></tr>
 * <tr><td>a stack, or the picture of structural sharing</td>
 *     <td>{@link org.potamos.core.collection.PersistentList}</td></tr>
 * <tr><td>keys in order, ranges, the n-th, the rank</td>
 *     <td>{@link org.potamos.core.collection.PersistentSortedMap}, {@link
 *     org.potamos.core.collection.PersistentSortedSet}</td></tr>
 * </table>
 *
 * <p>All implement their interface of {@code java.util}, are equal to other collections as that
 * interface says, and can be looked into with {@link org.potamos.core.collection.Sharing}.
 */
@NullMarked
package org.potamos.core.collection;

import org.jspecify.annotations.NullMarked;
