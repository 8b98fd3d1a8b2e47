/** The specifications that the core implements, one file each, and the list of them. */
@NullMarked
package org.wockd.core.xep;

import org.jspecify.annotations.NullMarked;
