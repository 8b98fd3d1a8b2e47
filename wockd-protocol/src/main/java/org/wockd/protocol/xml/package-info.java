/** XML as XMPP uses it: immutable nodes, a reader for framed stanzas, and a writer. */
@NullMarked
package org.wockd.protocol.xml;

import org.jspecify.annotations.NullMarked;
