/** How costs grow with how much there is: what is measured, the fit of a line, plots and their page. */
@NullMarked
package org.wockd.bench.curve;

import org.jspecify.annotations.NullMarked;
