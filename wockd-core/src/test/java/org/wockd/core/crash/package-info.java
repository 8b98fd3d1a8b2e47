/** Kills the core again and again under clients that come and go, and looks whether anything acknowledged was lost. */
@NullMarked
package org.wockd.core.crash;

import org.jspecify.annotations.NullMarked;
