@NullMarked
package org.wockd.protocol.jid;

import org.jspecify.annotations.NullMarked;
