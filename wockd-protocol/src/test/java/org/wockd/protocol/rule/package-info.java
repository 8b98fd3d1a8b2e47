/** Tests of rules, of the way of a stanza, and of its order. */
@NullMarked
package org.wockd.protocol.rule;

import org.jspecify.annotations.NullMarked;
