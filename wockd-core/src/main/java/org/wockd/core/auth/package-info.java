/** The server's side of logging in: SASL mechanisms, channel bindings, and the limits on attempts. */
@NullMarked
package org.wockd.core.auth;

import org.jspecify.annotations.NullMarked;
