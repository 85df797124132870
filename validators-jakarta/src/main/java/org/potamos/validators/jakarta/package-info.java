/**
 * Constraints of Jakarta Validation as validators of references: {@link
 * org.potamos.validators.jakarta.JakartaValidators}.
 *
 * <p>To read the translation, begin with {@code ConstraintCheck}, which runs the validator, then
 * {@code Translation}, one violation, and {@code PathText}, its path.
 */
@NullMarked
package org.potamos.validators.jakarta;

import org.jspecify.annotations.NullMarked;
