@NullMarked
package org.wockd.protocol.stream;

import org.jspecify.annotations.NullMarked;
