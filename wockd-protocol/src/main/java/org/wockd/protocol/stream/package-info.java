/** Streams: where their elements end, their headers, and the errors that close them (RFC 6120 §4). */
@NullMarked
package org.wockd.protocol.stream;

import org.jspecify.annotations.NullMarked;
