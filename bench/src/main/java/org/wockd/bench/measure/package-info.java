/** What is measured: figures of the server's processes, latencies, medians and trends. */
@NullMarked
package org.wockd.bench.measure;

import org.jspecify.annotations.NullMarked;
