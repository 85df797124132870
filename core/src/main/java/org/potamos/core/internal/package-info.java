/**
 * What the references of all Potamos modules share behind their public faces. Not an API: it is
 * exported to Potamos's own modules only, and changes without notice.
 *
 * <p>Reading order: {@link org.potamos.core.internal.AbstractReference} (what every reference
 * does), {@link org.potamos.core.internal.StateNode} (one state and who observes it), {@link
 * org.potamos.core.internal.Observers} (validator and watches), {@link
 * org.potamos.core.internal.NotificationRounds} (SYNC watches), {@link
 * org.potamos.core.internal.Channel} and {@link org.potamos.core.internal.Cursor} (ORDERED and
 * LATEST), {@link org.potamos.core.internal.TurnTaking} (who goes first under contention).
 */
@NullMarked
package org.potamos.core.internal;

import org.jspecify.annotations.NullMarked;
