/** The server for clients. */
@NullMarked
package org.wockd.core;

import org.jspecify.annotations.NullMarked;
