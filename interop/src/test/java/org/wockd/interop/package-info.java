/** Test suites that nobody here wrote, against the core as it is installed. */
@NullMarked
package org.wockd.interop;

import org.jspecify.annotations.NullMarked;
