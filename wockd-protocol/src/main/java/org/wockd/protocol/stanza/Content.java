package org.wockd.protocol.stanza;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;

/**
 * What a stanza carries: its child elements, and the octets they came as where those can be forwarded unchanged.
 *
 * <p>Two contents are equal when their nodes are, whether or not they came as octets.
 */
public final class Content {
    /** No child at all. */
    public static final Content EMPTY = new Content(List.of(), null);

    private final List<Node> nodes;
    private final @Nullable Frame frame;

    private Content(List<Node> nodes, @Nullable Frame frame) {
        this.nodes = nodes;
        this.frame = frame;
    }

    public static Content of(Node... nodes) {
        return nodes.length == 0 ? EMPTY : new Content(List.of(nodes), null);
    }

    public static Content of(List<Node> nodes) {
        return nodes.isEmpty() ? EMPTY : new Content(List.copyOf(nodes), null);
    }

    /** The children of a parsed stanza, and the frame it was parsed from. */
    static Content parsed(Node stanza, @Nullable Frame frame) {
        List<Node> children = stanza.children();
        return children.isEmpty() ? EMPTY : new Content(children, frame);
    }

    /** The child elements in document order. */
    public List<Node> nodes() {
        return nodes;
    }

    /** The first child, which is the payload of an iq; null where there is none. */
    public @Nullable Node first() {
        return nodes.isEmpty() ? null : nodes.getFirst();
    }

    /** The first child of that name, null where there is none. */
    public @Nullable Node child(String namespace, String local) {
        for (Node node : nodes) {
            if (node.is(namespace, local)) {
                return node;
            }
        }
        return null;
    }

    /** This content with another child at its end. */
    public Content plus(Node node) {
        List<Node> more = new ArrayList<>(nodes);
        more.add(node);
        return of(more);
    }

    /** This content without the children of a name. */
    public Content minus(String namespace, String local) {
        return child(namespace, local) == null
                ? this
                : of(nodes.stream().filter(n -> !n.is(namespace, local)).toList());
    }

    /** The frame whose inside is exactly this content in any stream's default namespace, null where there is none. */
    @Nullable
    Frame frame() {
        return frame;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Content c && nodes.equals(c.nodes);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    @Override
    public String toString() {
        return nodes.toString();
    }
}
