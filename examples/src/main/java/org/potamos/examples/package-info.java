/** Programs that show what the references are for: {@link org.potamos.examples.WordCount}. */
@NullMarked
package org.potamos.examples;

import org.jspecify.annotations.NullMarked;
