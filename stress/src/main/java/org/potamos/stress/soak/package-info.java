/**
 * Everything together for as long as is wanted: all kinds of references side by side, with failures
 * and interrupts, histories on disk, and checkers that read nothing but the disk.
 */
@NullMarked
package org.potamos.stress.soak;

import org.jspecify.annotations.NullMarked;
