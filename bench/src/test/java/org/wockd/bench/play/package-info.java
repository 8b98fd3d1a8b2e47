/** The generator against the core as it is installed. */
@NullMarked
package org.wockd.bench.play;

import org.jspecify.annotations.NullMarked;
