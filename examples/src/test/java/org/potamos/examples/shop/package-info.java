/** Tests of the shop. */
@NullMarked
package org.potamos.examples.shop;

import org.jspecify.annotations.NullMarked;
