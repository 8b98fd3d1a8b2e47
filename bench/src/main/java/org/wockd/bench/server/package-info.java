/** Servers that are started to be measured, each in its own folder on any free ports of loopback. */
@NullMarked
package org.wockd.bench.server;

import org.jspecify.annotations.NullMarked;
