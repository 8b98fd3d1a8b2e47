@NullMarked
package org.wockd.bench.flame;

import org.jspecify.annotations.NullMarked;
