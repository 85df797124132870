/**
 * Adapters: the same cells, each a boxed {@link java.lang.Long}, kept by Potamos, by other software
 * transactional memories and by locks.
 */
@NullMarked
package org.potamos.benchmarks.stm.rivals;

import org.jspecify.annotations.NullMarked;
