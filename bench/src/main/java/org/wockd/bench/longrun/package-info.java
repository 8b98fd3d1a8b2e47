/** Whether a core stays as it is under load that lasts. */
@NullMarked
package org.wockd.bench.longrun;

import org.jspecify.annotations.NullMarked;
