/** The frame every process shares: configuration, logs, metrics and health, the database, ordered start and stop. */
@NullMarked
package org.wockd.protocol.service;

import org.jspecify.annotations.NullMarked;
