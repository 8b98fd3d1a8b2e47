package org.wockd.core.pubsub;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.PubsubNodes;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.Rosters;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Delay;
import org.wockd.protocol.xml.Node;

/**
 * Tells clients of what is published (XEP-0163 §4.3): the owner's own clients, those of contacts that may see it, and who
 * has subscribed. Clients are sent headlines to their full JID, past the mailbox, and only what interests them; they are
 * never kept for later, since whoever comes later is sent the last item.
 */
final class Notifications {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

    private final Sessions sessions;
    private final Rosters rosters;
    private final PubsubNodes nodes;
    private final ContactPresences contacts;
    private final Interests interests;
    private final Consumer<Stanza> router;
    private final Counter sent;

    /**
     * @param router sends what goes to other servers, and to who has subscribed without being a contact
     */
    Notifications(
            Sessions sessions,
            Rosters rosters,
            PubsubNodes nodes,
            ContactPresences contacts,
            Interests interests,
            Consumer<Stanza> router,
            MeterRegistry metrics) {
        this.sessions = sessions;
        this.rosters = rosters;
        this.nodes = nodes;
        this.contacts = contacts;
        this.interests = interests;
        this.router = router;
        this.sent = metrics.counter("wockd.pubsub.notifications");
    }

    /** An item that was published (XEP-0060 §7.1.2). */
    static Node published(String node, NodeConfig config, String id, Node payload) {
        Node item = Node.of(Pubsub.EVENT, "item").with("id", id);
        return items(node).plus(config.deliversPayloads() ? item.plus(payload) : item);
    }

    /** An item that was retracted (XEP-0060 §7.2.2.1). */
    static Node retracted(String node, String id) {
        return items(node).plus(Node.of(Pubsub.EVENT, "retract").with("id", id));
    }

    private static Node items(String node) {
        return Node.of(Pubsub.EVENT, "items").with("node", node);
    }

    /**
     * Tells everybody. To be called while the owner's nodes do not change, so that all see the changes in their order.
     * Blocks on the store.
     *
     * @param what the child of the event
     */
    void tell(Jid owner, String node, NodeConfig config, Node what) {
        Message message = message(owner, what, null);
        sessions.of(owner).stream().filter(Session::isAvailable).forEach(own -> deliver(owner, own, node, message));
        if (config.access() == AccessModel.WHITELIST) {
            return;
        }
        Map<Jid, RosterItem> roster =
                rosters.get(owner).items().stream().collect(Collectors.toMap(RosterItem::contact, Function.identity()));
        // Who sees the owner's presence is subscribed without having asked (XEP-0060 §9.1).
        Predicate<Jid> isContact = jid -> Access.isSeenBy(roster.get(jid));
        Predicate<Jid> mayKnow = jid -> Access.allows(config, roster.get(jid));
        roster.keySet().stream()
                .filter(isContact.and(mayKnow))
                .flatMap(contact -> sessions.of(contact).stream())
                .filter(Session::isAvailable)
                .forEach(client -> deliver(owner, client, node, message));
        for (ContactPresences.Client client : contacts.of(owner)) {
            if (isContact.and(mayKnow).test(client.jid().bare())) {
                deliver(owner, client.jid(), client.caps(), node, message, this::route);
            }
        }
        for (Jid subscriber : nodes.subscribers(owner, node)) {
            Jid bare = subscriber.bare();
            if (!bare.equals(owner) && !isContact.test(bare) && mayKnow.test(bare)) {
                sent.increment();
                route(message.to(subscriber));
            }
        }
    }

    /** Sends the last items of these nodes to one client; as {@link #tell}. */
    void sendLast(Jid owner, Jid client, List<PubsubNodes.Last> items, Consumer<Message> way) {
        for (PubsubNodes.Last last : items) {
            NodeConfig config = NodeConfig.of(last.node());
            Node what = published(
                    last.node().name(),
                    config,
                    last.item().id(),
                    Pubsub.read(last.item().payload()));
            sent.increment();
            way.accept(message(owner, what, Instant.ofEpochMilli(last.item().publishedAt()))
                    .to(client));
        }
    }

    private void deliver(Jid owner, Session client, String node, Message message) {
        Caps caps = Interests.caps(client.presence());
        if (caps != null) {
            deliver(owner, client.jid(), caps, node, message, client::send);
        }
    }

    private void deliver(Jid owner, Jid client, Caps caps, String node, Message message, Consumer<Message> way) {
        interests.when(owner, client, caps, wanted -> {
            if (wanted.contains(node)) {
                sent.increment();
                way.accept(message.to(client));
            }
        });
    }

    /** Sends something that nobody waits for. */
    void route(Message message) {
        try {
            router.accept(message);
        } catch (StanzaErrorException e) {
            LOG.debug("{} is not told of an event: {}", message.to(), e.getMessage());
        }
    }

    private static Message message(Jid owner, Node what, @Nullable Instant since) {
        Content content = Content.of(Node.of(Pubsub.EVENT, "event").plus(what));
        return new Message(
                owner,
                null,
                StreamHeader.randomId(),
                Message.Type.HEADLINE,
                null,
                since == null ? content : content.plus(Delay.of(owner, since)));
    }
}
