/** Rules and filters: what is done with a stanza, said as data; and the requests that wait for their answer. */
@NullMarked
package org.wockd.protocol.rule;

import org.jspecify.annotations.NullMarked;
