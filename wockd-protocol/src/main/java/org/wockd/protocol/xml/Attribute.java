package org.wockd.protocol.xml;

/**
 * An attribute of an element; namespace declarations are not attributes.
 *
 * @param name the expanded name
 * @param value the value as it is meant, without any escaping
 */
public record Attribute(Name name, String value) {}
