/**
 * Adapters: the same mailboxes, each a boxed {@link java.lang.Long} and the actions sent to it, run
 * by Potamos, by its peers and by serial executors written by hand.
 */
@NullMarked
package org.potamos.benchmarks.agents.rivals;

import org.jspecify.annotations.NullMarked;
