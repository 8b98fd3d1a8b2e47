@NullMarked
package org.wockd.bench.load;

import org.jspecify.annotations.NullMarked;
