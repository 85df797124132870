/**
 * JMH benchmarks: one class a question. Rivals run in the same run; results go to docs/benchmarks.
 */
@NullMarked
package org.potamos.benchmarks;

import org.jspecify.annotations.NullMarked;
