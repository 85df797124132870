@NullMarked
package org.potamos.examples.words;

import org.jspecify.annotations.NullMarked;
