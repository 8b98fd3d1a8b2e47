/** What the core keeps: one interface per concern, and their implementation in SQL. */
@NullMarked
package org.wockd.core.store;

import org.jspecify.annotations.NullMarked;
