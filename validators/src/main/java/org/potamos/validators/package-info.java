/**
 * Rejecting invalid states: {@link org.potamos.validators.Validators} has rules about values,
 * {@link org.potamos.validators.Transitions} about steps, {@link org.potamos.validators.Invariant}
 * about several refs at once, {@link org.potamos.validators.Immutability} about what may be a value
 * at all.
 */
@NullMarked
package org.potamos.validators;

import org.jspecify.annotations.NullMarked;
