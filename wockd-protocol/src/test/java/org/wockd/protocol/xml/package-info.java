@NullMarked
package org.wockd.protocol.xml;

import org.jspecify.annotations.NullMarked;
