/** What a server cannot be faster than: octets under TLS, or whole stanzas, handed from one client to another. */
@NullMarked
package org.wockd.bench.forward;

import org.jspecify.annotations.NullMarked;
