/**
 * jcstress tests: one class a guarantee. Each FORBIDDEN outcome has a broken twin beside it, a
 * small model with the bug in question, which has to show that outcome in the same run. All tests
 * have two actors, so that they run on two processors; what takes three is left to the Lincheck
 * tests.
 */
@NullMarked
package org.potamos.stress;

import org.jspecify.annotations.NullMarked;
