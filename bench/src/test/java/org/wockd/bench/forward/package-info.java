/** Tests of forwarding. */
@NullMarked
package org.wockd.bench.forward;

import org.jspecify.annotations.NullMarked;
