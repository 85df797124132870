/** Adapters: the same cell kept by Potamos and by its rivals. */
@NullMarked
package org.potamos.benchmarks.rivals;

import org.jspecify.annotations.NullMarked;
