/**
 * Agents under stress: scenarios with many threads, invariants and faults, started by {@link
 * org.potamos.stress.agents.RunAgents}: {@code mvn -q -Pstress-agents -pl stress -am}, for longer
 * with {@code "-Dstress.agents.args=--minutes 10"}.
 *
 * <p>Each check has a broken twin: {@link org.potamos.stress.agents.Fault} names what can be
 * injected, and the check has to find it.
 */
@NullMarked
package org.potamos.stress.agents;

import org.jspecify.annotations.NullMarked;
