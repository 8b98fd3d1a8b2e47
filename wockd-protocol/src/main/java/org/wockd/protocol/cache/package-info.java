/** What is remembered for a while, up to a bound. Knows no other package. */
@NullMarked
package org.wockd.protocol.cache;

import org.jspecify.annotations.NullMarked;
