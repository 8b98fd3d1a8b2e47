package org.wockd.protocol.xml;

/**
 * Character data between tags.
 *
 * @param value the characters as they are meant, without any escaping
 */
public record Text(String value) implements Item {}
