/** Features as data: what a file that adds one to the core may bring along. */
@NullMarked
package org.wockd.core.feature;

import org.jspecify.annotations.NullMarked;
