/**
 * JMH benchmarks of refs and transactions beside their peers and beside locks: one class a
 * question, the method in {@link org.potamos.benchmarks.stm.StmBenchmark}, the targets in {@link
 * org.potamos.benchmarks.stm.StmTargets}, all of it filed by {@link
 * org.potamos.benchmarks.stm.StmCampaign}.
 *
 * <p>While working on the engine, one workload beside the best rivals takes less than a minute:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.TransferBenchmark -t 1 \
 *   -p rival=POTAMOS_TX,MULTIVERSE,FINE_LOCK -f 1 -wi 4 -w 500ms -i 6 -r 500ms -prof gc"
 * }</pre>
 *
 * <p>The number of threads is given by {@code -t}, 1 if not said; {@code SumBesideWriterBenchmark}
 * has one reader and one writer anyway.
 */
@NullMarked
package org.potamos.benchmarks.stm;

import org.jspecify.annotations.NullMarked;
