/**
 * All comparisons with rivals in one command: the lines of the campaigns, run one after the other,
 * filed as raw data, and pages and charts that are made from what was filed.
 */
@NullMarked
package org.potamos.benchmarks.comparison;

import org.jspecify.annotations.NullMarked;
