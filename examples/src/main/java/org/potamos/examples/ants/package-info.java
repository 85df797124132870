/** Ants that find food and lay trails: cells as refs, ants as agents, the painter as a snapshot. */
@NullMarked
package org.potamos.examples.ants;

import org.jspecify.annotations.NullMarked;
