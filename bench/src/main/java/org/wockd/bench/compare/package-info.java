/** wockd beside other servers and beside its limits, in one run on the same machine. */
@NullMarked
package org.wockd.bench.compare;

import org.jspecify.annotations.NullMarked;
