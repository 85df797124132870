@NullMarked
package org.potamos.examples.bank;

import org.jspecify.annotations.NullMarked;
