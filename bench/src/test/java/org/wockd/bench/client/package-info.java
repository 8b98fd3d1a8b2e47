@NullMarked
package org.wockd.bench.client;

import org.jspecify.annotations.NullMarked;
