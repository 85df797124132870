/** Tests of agents and transactions. */
@NullMarked
package org.potamos.agents;

import org.jspecify.annotations.NullMarked;
