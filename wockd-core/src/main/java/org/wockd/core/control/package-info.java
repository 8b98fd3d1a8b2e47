/** How the command line reaches a core that runs: a socket in its data folder, which nobody but its own user can open. */
@NullMarked
package org.wockd.core.control;

import org.jspecify.annotations.NullMarked;
