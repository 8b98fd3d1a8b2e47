@NullMarked
package org.wockd.bench.curve;

import org.jspecify.annotations.NullMarked;
