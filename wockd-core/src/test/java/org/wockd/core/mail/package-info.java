/** Tests of the way of messages through mailboxes. */
@NullMarked
package org.wockd.core.mail;

import org.jspecify.annotations.NullMarked;
