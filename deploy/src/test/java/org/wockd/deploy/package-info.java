/** What is true of all processes together: their structure, their documents, and how they run as a whole. */
@NullMarked
package org.wockd.deploy;

import org.jspecify.annotations.NullMarked;
