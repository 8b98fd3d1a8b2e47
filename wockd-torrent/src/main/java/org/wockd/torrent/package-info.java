/** The BitTorrent relay. */
@NullMarked
package org.wockd.torrent;

import org.jspecify.annotations.NullMarked;
