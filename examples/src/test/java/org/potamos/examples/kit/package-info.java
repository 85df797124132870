@NullMarked
package org.potamos.examples.kit;

import org.jspecify.annotations.NullMarked;
