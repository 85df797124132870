/**
 * Programs over refs, drawn at random: each is run by the engine and by a reference interpreter
 * whose semantics are obvious, and both must agree.
 */
@NullMarked
package org.potamos.refs.terms;

import org.jspecify.annotations.NullMarked;
