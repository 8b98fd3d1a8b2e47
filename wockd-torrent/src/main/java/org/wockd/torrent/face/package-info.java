/** What users do with torrents: one set of commands, shown as chat words, as ad-hoc commands and as iqs. */
@NullMarked
package org.wockd.torrent.face;

import org.jspecify.annotations.NullMarked;
