/** Pages for browsers. */
@NullMarked
package org.wockd.core.web;

import org.jspecify.annotations.NullMarked;
