/** What the relay tells users of its own accord: progress to clients that asked for it, and the end to everybody. */
@NullMarked
package org.wockd.torrent.push;

import org.jspecify.annotations.NullMarked;
