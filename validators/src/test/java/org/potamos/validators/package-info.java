/** Tests of validators and of deep immutability. */
@NullMarked
package org.potamos.validators;

import org.jspecify.annotations.NullMarked;
