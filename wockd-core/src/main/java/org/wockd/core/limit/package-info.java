/** How much one stream, one account and one address may take of the server. */
@NullMarked
package org.wockd.core.limit;

import org.jspecify.annotations.NullMarked;
