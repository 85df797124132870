/**
 * The picture of the essay on identity and state: a river and its states, lists that share their
 * cells. Begin with {@link org.potamos.examples.river.River}; the tool that draws what versions of
 * any persistent collections share is {@link org.potamos.examples.river.SharingDrawing}.
 */
@NullMarked
package org.potamos.examples.river;

import org.jspecify.annotations.NullMarked;
