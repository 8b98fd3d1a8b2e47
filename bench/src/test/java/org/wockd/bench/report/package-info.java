@NullMarked
package org.wockd.bench.report;

import org.jspecify.annotations.NullMarked;
