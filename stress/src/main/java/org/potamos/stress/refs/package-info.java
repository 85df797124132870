/**
 * Refs and transactions under stress, in two ways.
 *
 * <p>The jcstress tests, one class a guarantee, are part of {@code mvn -q -Pstress -pl stress -am};
 * as in {@link org.potamos.stress} each FORBIDDEN outcome has a broken twin beside it, a small
 * model or plain misuse of refs, which has to show that outcome in the same run.
 *
 * <p>The long runs are scenarios with many threads, invariants and faults, started by {@link
 * org.potamos.stress.refs.RunTransactions}: {@code mvn -q -Pstress-refs -pl stress -am}, for longer
 * with {@code "-Dstress.refs.args=--minutes 10"}.
 */
@NullMarked
package org.potamos.stress.refs;

import org.jspecify.annotations.NullMarked;
