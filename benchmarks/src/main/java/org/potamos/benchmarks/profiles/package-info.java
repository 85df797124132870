/** Where the time of each hot path goes, as the sampler of the JDK's flight recorder sees it. */
@NullMarked
package org.potamos.benchmarks.profiles;

import org.jspecify.annotations.NullMarked;
