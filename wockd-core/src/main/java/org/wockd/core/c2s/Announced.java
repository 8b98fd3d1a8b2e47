package org.wockd.core.c2s;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Node;

/** What other features say of themselves once somebody has logged in; nothing is negotiated. */
record Announced(Node element) implements StreamFeature {

    static List<StreamFeature> all(List<Node> elements) {
        return elements.stream().<StreamFeature>map(Announced::new).toList();
    }

    @Override
    public @Nullable Node offer(Negotiation stream) {
        return stream.state() instanceof StreamState.Authenticated ? element : null;
    }

    @Override
    public boolean wants(Node other, StreamState state) {
        return false;
    }

    @Override
    public void negotiate(Node other, Negotiation stream) {}
}
