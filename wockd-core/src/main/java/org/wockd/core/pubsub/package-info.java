/**
 * What accounts publish: every account is a service of its own (XEP-0060 in the profile of XEP-0163), and who may and wants
 * to is told at once.
 */
@NullMarked
package org.wockd.core.pubsub;

import org.jspecify.annotations.NullMarked;
