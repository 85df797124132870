/** What the long runs have in common: threads, time, counts, and a watch over hangs. */
@NullMarked
package org.potamos.stress.run;

import org.jspecify.annotations.NullMarked;
