/** Tests of Jakarta's constraints as validators. */
@NullMarked
package org.potamos.validators.jakarta;

import org.jspecify.annotations.NullMarked;
