/** What many clients do at once, with every message numbered, and every error counted. */
@NullMarked
package org.wockd.bench.load;

import org.jspecify.annotations.NullMarked;
