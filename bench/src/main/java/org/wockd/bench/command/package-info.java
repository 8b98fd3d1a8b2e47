/** The command line. */
@NullMarked
package org.wockd.bench.command;

import org.jspecify.annotations.NullMarked;
