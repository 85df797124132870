/** Tests of the measurement of throughput by threads. */
@NullMarked
package org.potamos.benchmarks.scaling;

import org.jspecify.annotations.NullMarked;
