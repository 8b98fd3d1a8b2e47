/** What the tests of the relay share: torrents made in plain Java, and processes that seed and download. */
@NullMarked
package org.wockd.torrent.testing;

import org.jspecify.annotations.NullMarked;
