package org.wockd.protocol.xml;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A start tag that stands alone, as a stream's header does.
 *
 * @param name the element's expanded name
 * @param attributes in document order
 * @param prefixes the namespaces that the tag declares; the default one stands under the empty prefix
 */
public record OpenTag(Name name, List<Attribute> attributes, Map<String, String> prefixes) {

    public OpenTag {
        attributes = List.copyOf(attributes);
        prefixes = Map.copyOf(prefixes);
    }

    /**
     * Parses a tag.
     *
     * @param tag from {@code <} to {@code >}
     */
    public static OpenTag read(byte[] tag) throws XmlException {
        return NodeReader.openTag(tag);
    }

    /** The value of an attribute in no namespace, null where it is absent. */
    public @Nullable String attribute(String local) {
        return attribute(Name.of(local));
    }

    /** The value of an attribute, null where it is absent. */
    public @Nullable String attribute(Name attribute) {
        for (Attribute a : attributes) {
            if (a.name().equals(attribute)) {
                return a.value();
            }
        }
        return null;
    }
}
