@NullMarked
package org.wockd.bench.longrun;

import org.jspecify.annotations.NullMarked;
