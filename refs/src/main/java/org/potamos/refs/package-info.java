/**
 * Coordinated references: {@link org.potamos.refs.Ref}s, changed together in transactions of {@link
 * org.potamos.refs.Stm}.
 *
 * <p>To read the engine, begin with {@code AttemptLoop}, then {@code Transaction}, {@code Version},
 * {@code CommitProtocol} with {@code QuickCommit}, {@code Pins} and {@code VersionChain}, {@code
 * Contention} and {@code Exclusive}, {@code RetryWait}.
 */
@NullMarked
package org.potamos.refs;

import org.jspecify.annotations.NullMarked;
