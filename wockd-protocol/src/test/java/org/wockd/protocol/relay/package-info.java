@NullMarked
package org.wockd.protocol.relay;

import org.jspecify.annotations.NullMarked;
