/**
 * What the examples have in common and what is not about references: the command line, progress,
 * checks, charts, and the gallery.
 */
@NullMarked
package org.potamos.examples.kit;

import org.jspecify.annotations.NullMarked;
