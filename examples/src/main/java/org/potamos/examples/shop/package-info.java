/** A shop behind an HTTP endpoint; look at {@code Shop.order} first. */
@NullMarked
package org.potamos.examples.shop;

import org.jspecify.annotations.NullMarked;
