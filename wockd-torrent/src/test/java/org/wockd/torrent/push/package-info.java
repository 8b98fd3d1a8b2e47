@NullMarked
package org.wockd.torrent.push;

import org.jspecify.annotations.NullMarked;
