@NullMarked
package org.wockd.torrent.downloads;

import org.jspecify.annotations.NullMarked;
