/** Clients of any XMPP server, many in one process: connecting, logging in, and the stream after that. */
@NullMarked
package org.wockd.bench.client;

import org.jspecify.annotations.NullMarked;
