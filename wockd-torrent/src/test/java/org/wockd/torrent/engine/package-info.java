@NullMarked
package org.wockd.torrent.engine;

import org.jspecify.annotations.NullMarked;
