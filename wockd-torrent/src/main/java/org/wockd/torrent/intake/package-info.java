/** What comes from outside before any of it reaches native code: magnet links and .torrent files, checked. */
@NullMarked
package org.wockd.torrent.intake;

import org.jspecify.annotations.NullMarked;
