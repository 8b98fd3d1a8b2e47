/** Streams of relays: listening, the handshake, and what waits while a relay is away. */
@NullMarked
package org.wockd.core.relay;

import org.jspecify.annotations.NullMarked;
