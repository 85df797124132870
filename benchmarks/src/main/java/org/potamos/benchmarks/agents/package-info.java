/**
 * JMH benchmarks of agents beside their peers and beside serial executors: one class a question,
 * the method in {@link org.potamos.benchmarks.agents.AgentBenchmark}, the targets in {@link
 * org.potamos.benchmarks.agents.AgentTargets}, all of it filed by {@link
 * org.potamos.benchmarks.agents.AgentCampaign}.
 *
 * <p>While working on dispatch, one workload beside the best rivals takes less than a minute:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl benchmarks -am -Djmh.args="agents.OneProducerBenchmark \
 *   -p rival=POTAMOS,SERIAL_VIRTUAL,JCTOOLS -f 1 -wi 4 -w 500ms -i 6 -r 500ms -prof gc"
 * }</pre>
 */
@NullMarked
package org.potamos.benchmarks.agents;

import org.jspecify.annotations.NullMarked;
