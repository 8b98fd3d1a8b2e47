package org.wockd.protocol.xml;

/** What stands between the tags of an element: another element or text. */
public sealed interface Item permits Node, Text {}
