@NullMarked
package org.wockd.torrent.intake;

import org.jspecify.annotations.NullMarked;
