/**
 * Adapters: the same few operations on the collections of Potamos and of its rivals.
 *
 * <p>The words are those of Potamos ({@code plus}, {@code with}, {@code without}); each adapter
 * says them the way a user of that library would. A benchmark meets one library a fork, so that
 * calls through these interfaces have one target and cost all alike.
 */
@NullMarked
package org.potamos.benchmarks.collection.rivals;

import org.jspecify.annotations.NullMarked;
