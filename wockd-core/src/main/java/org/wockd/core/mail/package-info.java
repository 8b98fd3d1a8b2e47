/** The way of messages through mailboxes: what is kept, who gets it, and when it is delivered. */
@NullMarked
package org.wockd.core.mail;

import org.jspecify.annotations.NullMarked;
