/** Tests of the river, and of the drawings of what versions share. */
@NullMarked
package org.potamos.examples.river;

import org.jspecify.annotations.NullMarked;
