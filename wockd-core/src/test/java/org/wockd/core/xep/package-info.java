@NullMarked
package org.wockd.core.xep;

import org.jspecify.annotations.NullMarked;
