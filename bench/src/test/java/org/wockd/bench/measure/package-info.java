@NullMarked
package org.wockd.bench.measure;

import org.jspecify.annotations.NullMarked;
