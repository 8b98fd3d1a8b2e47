/** Tests of where a stanza goes. */
@NullMarked
package org.wockd.core.route;

import org.jspecify.annotations.NullMarked;
