/**
 * An index of the words in a directory; {@link org.potamos.examples.words.WordIndex} is its heart.
 */
@NullMarked
package org.potamos.examples.words;

import org.jspecify.annotations.NullMarked;
