/** Plays: the real core on port 0, and what its clients and relays send and see. */
@NullMarked
package org.wockd.core.play;

import org.jspecify.annotations.NullMarked;
