/** Tests of refs and transactions. */
@NullMarked
package org.potamos.refs;

import org.jspecify.annotations.NullMarked;
