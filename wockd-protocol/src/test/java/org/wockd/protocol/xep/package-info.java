@NullMarked
package org.wockd.protocol.xep;

import org.jspecify.annotations.NullMarked;
