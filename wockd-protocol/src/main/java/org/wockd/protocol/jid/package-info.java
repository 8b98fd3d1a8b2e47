/** XMPP addresses (RFC 7622) and the preparation of internationalized strings they rest on (PRECIS, RFC 8264 and 8265). */
@NullMarked
package org.wockd.protocol.jid;

import org.jspecify.annotations.NullMarked;
