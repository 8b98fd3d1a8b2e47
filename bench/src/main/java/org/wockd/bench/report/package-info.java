/** The figures of docs/performance.md: how they come about, and how they are written down. */
@NullMarked
package org.wockd.bench.report;

import org.jspecify.annotations.NullMarked;
