/** The stores over JDBI, in the SQL that SQLite and PostgreSQL share. */
@NullMarked
package org.wockd.core.store.sql;

import org.jspecify.annotations.NullMarked;
