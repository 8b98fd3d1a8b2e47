/** Flame graphs: where the processor time of a core goes under load, recorded by JFR and drawn as SVG. */
@NullMarked
package org.wockd.bench.flame;

import org.jspecify.annotations.NullMarked;
