/** What the steps of a stanza's way cost, each alone, and beside the figures that were kept last. */
@NullMarked
package org.wockd.bench.jmh;

import org.jspecify.annotations.NullMarked;
