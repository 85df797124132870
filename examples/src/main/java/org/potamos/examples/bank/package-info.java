/** A bank with an auditor, and the anomaly that snapshots alone allow. */
@NullMarked
package org.potamos.examples.bank;

import org.jspecify.annotations.NullMarked;
