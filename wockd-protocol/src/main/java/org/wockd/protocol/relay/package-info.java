/** The link between a relay and the core (XEP-0114), and what every relay does with it. */
@NullMarked
package org.wockd.protocol.relay;

import org.jspecify.annotations.NullMarked;
