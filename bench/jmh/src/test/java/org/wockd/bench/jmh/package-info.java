@NullMarked
package org.wockd.bench.jmh;

import org.jspecify.annotations.NullMarked;
