/** Tests of what is made of figures. */
@NullMarked
package org.wockd.bench.compare;

import org.jspecify.annotations.NullMarked;
