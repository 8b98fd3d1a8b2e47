@NullMarked
package org.wockd.torrent.face;

import org.jspecify.annotations.NullMarked;
