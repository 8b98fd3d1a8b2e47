/** Stanzas: message, presence and iq, and the errors that answer one of them (RFC 6120 §8). */
@NullMarked
package org.wockd.protocol.stanza;

import org.jspecify.annotations.NullMarked;
