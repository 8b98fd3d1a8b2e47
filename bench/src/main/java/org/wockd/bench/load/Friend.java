package org.wockd.bench.load;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

/**
 * A client that sees to it that it and its contacts get each other's presence (RFC 6121 §3): it asks for what its roster
 * lacks, and grants what it is asked for. All of this happens on its event loop.
 */
final class Friend implements Session.Listener {
    private static final String ROSTER = "jabber:iq:roster";

    private final Session session;
    private final Set<String> missing;
    private final Set<String> online;
    /** Those of the clients that are online with whom it is so already. */
    private final Set<String> friends = new HashSet<>();

    private final LongAdder steps;
    private final Errors errors;
    private final NodeReader reader = NodeReader.forClient();
    private final CompletableFuture<Integer> done = new CompletableFuture<>();

    /**
     * @param contacts their bare JIDs
     * @param online the bare JIDs of all clients that are there
     * @param steps grows with all that is got on with
     */
    Friend(Session session, List<String> contacts, Set<String> online, LongAdder steps, Errors errors) {
        this.session = session;
        this.missing = new HashSet<>(contacts);
        this.online = online;
        this.steps = steps;
        this.errors = errors;
    }

    /**
     * Completed when both get the presence of each other, for all contacts, with the number of clients of which that is true:
     * there may be more, of earlier runs.
     */
    CompletableFuture<Integer> done() {
        return done;
    }

    /** Looks into the roster, and asks the contacts whose presence it does not give. */
    void begin() {
        session.listener(this);
        Node get = Node.of(Namespaces.CLIENT, "iq").with("type", "get").plus(Node.of(ROSTER, "query"));
        var _ = session.ask(get).whenComplete((answer, lost) -> {
            Node query = answer == null ? null : answer.child(ROSTER, "query");
            if (query == null) {
                errors.add(Errors.Kind.INCOMPLETE, session.jid() + ": no roster: " + answer + " " + lost);
                return;
            }
            Set<String> gives = new HashSet<>();
            for (Node item : query.children(ROSTER, "item")) {
                if ("to".equals(item.attribute("subscription"))) {
                    gives.add(String.valueOf(item.attribute("jid")));
                }
            }
            rosterPush(query);
            missing.stream()
                    .filter(contact -> !gives.contains(contact))
                    .forEach(contact -> session.send(Presences.subscription("subscribe", contact)));
        });
    }

    @Override
    public void rosterPush(Node query) {
        for (Node item : query.children(ROSTER, "item")) {
            if ("both".equals(item.attribute("subscription"))) {
                String contact = String.valueOf(item.attribute("jid"));
                missing.remove(contact);
                if (online.contains(contact)) {
                    friends.add(contact);
                }
            }
            steps.increment();
        }
        if (missing.isEmpty()) {
            done.complete(friends.size());
        }
    }

    @Override
    public void presence(Frame frame) {
        try {
            Node presence = reader.read(frame);
            String from = presence.attribute("from");
            if (from != null && "subscribe".equals(presence.attribute("type"))) {
                session.send(Presences.subscription("subscribed", from));
                steps.increment();
            }
        } catch (XmlException e) {
            errors.add(Errors.Kind.REFUSED, "a presence that is no XML: " + e.getMessage());
        }
    }

    @Override
    public void lost(@Nullable String why) {
        errors.add(Errors.Kind.CONNECTION_LOST, session.jid() + ": " + why);
    }
}
