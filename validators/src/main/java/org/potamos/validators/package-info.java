/**
 * Rejecting invalid states: {@link org.potamos.validators.Validators} has rules about values,
 * {@link org.potamos.validators.Transitions} about steps, {@code Invariant} about several refs at
 * once, {@code Immutability} about what may be a value at all.
 */
@NullMarked
package org.potamos.validators;

import org.jspecify.annotations.NullMarked;
