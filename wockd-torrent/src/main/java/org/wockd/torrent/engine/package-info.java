/** The narrow seam behind which BitTorrent itself happens, and its one implementation on libtorrent. */
@NullMarked
package org.wockd.torrent.engine;

import org.jspecify.annotations.NullMarked;
