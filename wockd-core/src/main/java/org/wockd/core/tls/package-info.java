/** The server's certificates and its end of TLS. */
@NullMarked
package org.wockd.core.tls;

import org.jspecify.annotations.NullMarked;
