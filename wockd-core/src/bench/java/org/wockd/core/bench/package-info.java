/** What the way of a stanza costs, step by step; run with the profile {@code bench}. */
@NullMarked
package org.wockd.core.bench;

import org.jspecify.annotations.NullMarked;
