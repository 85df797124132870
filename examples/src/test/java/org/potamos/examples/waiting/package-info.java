@NullMarked
package org.potamos.examples.waiting;

import org.jspecify.annotations.NullMarked;
