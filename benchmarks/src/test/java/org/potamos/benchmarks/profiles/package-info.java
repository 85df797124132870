/** Tests of what is read from profiles. */
@NullMarked
package org.potamos.benchmarks.profiles;

import org.jspecify.annotations.NullMarked;
