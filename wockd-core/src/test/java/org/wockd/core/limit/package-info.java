/** Tests of limits. */
@NullMarked
package org.wockd.core.limit;

import org.jspecify.annotations.NullMarked;
