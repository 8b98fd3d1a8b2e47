/** Tests of what is known of one client. */
@NullMarked
package org.wockd.core.c2s;

import org.jspecify.annotations.NullMarked;
