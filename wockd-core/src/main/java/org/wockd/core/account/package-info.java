/** What can be done to accounts: each in one class, whoever asks for it, a client, an administrator or the command line. */
@NullMarked
package org.wockd.core.account;

import org.jspecify.annotations.NullMarked;
