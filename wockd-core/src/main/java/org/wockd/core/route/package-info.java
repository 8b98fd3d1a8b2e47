/** Where a stanza goes: RFC 6121 §8 as one table, and the relays behind it. */
@NullMarked
package org.wockd.core.route;

import org.jspecify.annotations.NullMarked;
