@NullMarked
package org.potamos.examples;

import org.jspecify.annotations.NullMarked;
