@NullMarked
package org.potamos.examples.ants;

import org.jspecify.annotations.NullMarked;
