/** Streams of clients: listening, negotiation, and the bound stream. */
@NullMarked
package org.wockd.core.c2s;

import org.jspecify.annotations.NullMarked;
