/**
 * Asynchronous references: an {@link org.potamos.agents.Agent} is a queue of actions in front of a
 * state, run one at a time on virtual threads.
 *
 * <p>To read the dispatch, begin with {@code Inbox}, the queue of one agent, then {@code Drain},
 * which runs it; then {@code VirtualWorkers}, the threads, {@code ActionScope}, the sends that are
 * held, {@code Activity} and {@code KeepAlive}, the end of groups and of the process.
 */
@NullMarked
package org.potamos.agents;

import org.jspecify.annotations.NullMarked;
