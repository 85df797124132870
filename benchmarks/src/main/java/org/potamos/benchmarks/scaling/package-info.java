/**
 * Does throughput collapse when there are more threads than processors, or very many virtual ones?
 * Each reference with one cell and with many, mostly read and mostly changed, beside a rival or
 * two.
 */
@NullMarked
package org.potamos.benchmarks.scaling;

import org.jspecify.annotations.NullMarked;
