package org.potamos.refs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much an attempt had done when a nested block began, so that it can be undone (rulings T6 and
 * T7).
 *
 * @param written how many refs were written
 * @param undone how many changes of earlier entries were noted
 * @param floor the savepoint around this one: entries below it had their changes noted
 * @param hooks how many hooks there were
 * @param held how many effects were held
 * @param locals the values of transaction locals, or null if there were none
 */
record Savepoint(
    int written,
    int undone,
    int floor,
    Hooks.Mark hooks,
    int held,
    @Nullable Map<TransactionLocal<?>, @Nullable Object> locals) {}
