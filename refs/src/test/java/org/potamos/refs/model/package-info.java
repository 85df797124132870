/**
 * A model of the commit protocol and an exhaustive search of its interleavings.
 *
 * <p>The model is no code of the library: it repeats the protocol one memory action at a time.
 * Start with the overview in {@code Machine}; {@code Scenario} says what the threads run, {@code
 * Properties} what must hold, {@code Explorer} how the states are searched.
 */
@NullMarked
package org.potamos.refs.model;

import org.jspecify.annotations.NullMarked;
