/** The {@code wockd} command: running the core, and looking after its accounts. */
@NullMarked
package org.wockd.core.command;

import org.jspecify.annotations.NullMarked;
