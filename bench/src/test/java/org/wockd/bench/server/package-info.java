/** Tests of how servers are started. */
@NullMarked
package org.wockd.bench.server;

import org.jspecify.annotations.NullMarked;
