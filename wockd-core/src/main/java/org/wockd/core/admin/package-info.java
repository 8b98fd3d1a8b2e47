/** What administrators do from a client or on the command line (XEP-0133): the commands, and what they change. */
@NullMarked
package org.wockd.core.admin;

import org.jspecify.annotations.NullMarked;
