/** Moving accounts from one server to another (XEP-0227). */
@NullMarked
package org.wockd.core.transfer;

import org.jspecify.annotations.NullMarked;
