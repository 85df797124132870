/**
 * Waiting for what others change: {@code retry}, {@code orElse}, hooks and read-only snapshots, in
 * two classic problems.
 */
@NullMarked
package org.potamos.examples.waiting;

import org.jspecify.annotations.NullMarked;
