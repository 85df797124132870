/** Tests of what is made from the raw data of a comparison. */
@NullMarked
package org.potamos.benchmarks.comparison;

import org.jspecify.annotations.NullMarked;
