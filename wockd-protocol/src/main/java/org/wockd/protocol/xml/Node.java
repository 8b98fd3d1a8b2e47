package org.wockd.protocol.xml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An XML element: a name, attributes in their order, and content. Immutable; the methods that seem to change one return
 * another, so that a node is built like a sentence:
 *
 * <pre>{@code Node.of("jabber:iq:roster", "query").with("ver", "7").plus(item)}</pre>
 *
 * <p>Inside wockd the content namespace of every stream is {@link Namespaces#CLIENT}: the reader maps what a component's
 * stream calls {@code jabber:component:accept} to it, and the writer maps it back.
 *
 * @param name the element's expanded name
 * @param attributes at most one for each name
 * @param content elements and texts in document order
 */
public record Node(Name name, List<Attribute> attributes, List<Item> content) implements Item {

    /** The name of {@code xml:lang}. */
    public static final Name LANG = Name.of(Namespaces.XML, "lang");

    public Node {
        attributes = List.copyOf(attributes);
        content = List.copyOf(content);
    }

    /** An empty element. */
    public static Node of(String namespace, String local) {
        return of(Name.of(namespace, local));
    }

    /** An empty element. */
    public static Node of(Name name) {
        return new Node(name, List.of(), List.of());
    }

    public String namespace() {
        return name.namespace();
    }

    public String local() {
        return name.local();
    }

    public boolean is(String namespace, String local) {
        return name.local().equals(local) && name.namespace().equals(namespace);
    }

    /** The value of the attribute {@code local} in no namespace, null where it is absent. */
    public @Nullable String attribute(String local) {
        // By index: a stanza's attributes are asked for so often that their iterators were a sixth of all garbage.
        for (int i = 0; i < attributes.size(); i++) {
            Attribute a = attributes.get(i);
            if (a.name().local().equals(local) && a.name().namespace().isEmpty()) {
                return a.value();
            }
        }
        return null;
    }

    /** The value of an attribute, null where it is absent. */
    public @Nullable String attribute(Name attribute) {
        for (int i = 0; i < attributes.size(); i++) {
            Attribute a = attributes.get(i);
            if (a.name().equals(attribute)) {
                return a.value();
            }
        }
        return null;
    }

    /** The child elements in document order. */
    public List<Node> children() {
        List<Node> children = new ArrayList<>(content.size());
        for (Item item : content) {
            if (item instanceof Node node) {
                children.add(node);
            }
        }
        return children;
    }

    /** The child elements of that name in document order. */
    public List<Node> children(String namespace, String local) {
        List<Node> children = new ArrayList<>(content.size());
        for (Item item : content) {
            if (item instanceof Node node && node.is(namespace, local)) {
                children.add(node);
            }
        }
        return children;
    }

    /** The first child element of that name, null where there is none. */
    public @Nullable Node child(String namespace, String local) {
        for (Item item : content) {
            if (item instanceof Node node && node.is(namespace, local)) {
                return node;
            }
        }
        return null;
    }

    /** The first child element, null where there is none. */
    public @Nullable Node child() {
        for (Item item : content) {
            if (item instanceof Node node) {
                return node;
            }
        }
        return null;
    }

    /** All text directly inside this element, put together; empty where there is none. */
    public String text() {
        if (content.size() == 1 && content.getFirst() instanceof Text text) {
            return text.value();
        }
        StringBuilder all = new StringBuilder();
        for (Item item : content) {
            if (item instanceof Text text) {
                all.append(text.value());
            }
        }
        return all.toString();
    }

    /** The text of the first child of that name, null where there is no such child. */
    public @Nullable String childText(String namespace, String local) {
        Node child = child(namespace, local);
        return child == null ? null : child.text();
    }

    /** This element with an attribute set, or removed where {@code value} is null. */
    public Node with(String local, @Nullable String value) {
        return with(Name.of(local), value);
    }

    /** This element with an attribute set to an integer. */
    public Node with(String local, long value) {
        return with(local, Long.toString(value));
    }

    /** This element with an attribute set, or removed where {@code value} is null. */
    public Node with(Name attribute, @Nullable String value) {
        List<Attribute> changed = new ArrayList<>(attributes.size() + 1);
        for (Attribute a : attributes) {
            if (!a.name().equals(attribute)) {
                changed.add(a);
            }
        }
        if (value != null) {
            changed.add(new Attribute(attribute, value));
        }
        return new Node(name, changed, content);
    }

    /** This element with items added at its end. */
    public Node plus(Item... items) {
        return plus(List.of(items));
    }

    /** This element with items added at its end. */
    public Node plus(List<? extends Item> items) {
        List<Item> changed = new ArrayList<>(content.size() + items.size());
        changed.addAll(content);
        changed.addAll(items);
        return new Node(name, attributes, changed);
    }

    /** This element with text added at its end. */
    public Node plus(String text) {
        return plus(new Text(text));
    }

    /** As XML with every namespace declared: for logs and tests, and complete enough to be read again. */
    @Override
    public String toString() {
        return NodeWriter.toString(this, "");
    }
}
