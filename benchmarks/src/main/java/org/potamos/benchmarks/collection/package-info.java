/**
 * JMH benchmarks of the persistent collections beside their peers: one class a question, the method
 * in {@link org.potamos.benchmarks.collection.CollectionBenchmark}, the targets in {@link
 * org.potamos.benchmarks.collection.CollectionTargets}.
 */
@NullMarked
package org.potamos.benchmarks.collection;

import org.jspecify.annotations.NullMarked;
