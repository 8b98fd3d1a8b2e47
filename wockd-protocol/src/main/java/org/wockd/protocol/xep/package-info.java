/** The payloads of XMPP extensions that the core and the relays share, as data: one file for one XEP, and no I/O. */
@NullMarked
package org.wockd.protocol.xep;

import org.jspecify.annotations.NullMarked;
