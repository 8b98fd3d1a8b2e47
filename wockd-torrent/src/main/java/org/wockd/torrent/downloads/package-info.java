/** Who downloads what: the service behind every face, and the ledger that outlives the process. */
@NullMarked
package org.wockd.torrent.downloads;

import org.jspecify.annotations.NullMarked;
