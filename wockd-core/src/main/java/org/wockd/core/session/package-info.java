/** The clients that are there: who they are, what they said of themselves, and how to reach them. */
@NullMarked
package org.wockd.core.session;

import org.jspecify.annotations.NullMarked;
