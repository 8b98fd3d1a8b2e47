package org.wockd.core.transfer;

import static org.wockd.core.transfer.Xep0227Portable.ROSTER;
import static org.wockd.core.transfer.Xep0227Portable.SCRAM;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.wockd.core.account.AccountNames;
import org.wockd.core.auth.ScramSecrets;
import org.wockd.core.store.Entry;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Delay;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * Reads accounts that another server has written. An account that is here already is left as it is; what of an account
 * cannot be taken is told and left out, and the rest is taken.
 */
public final class Import {
    private final Stores stores;
    private final AccountNames names;
    private final int iterations;
    private final InstantSource clock;
    private final Consumer<String> problems;
    private int made;

    /**
     * @param iterations rounds of PBKDF2 for passwords in plain text
     * @param problems told of each thing that is left out, in a sentence without secrets
     */
    public Import(Stores stores, AccountNames names, int iterations, InstantSource clock, Consumer<String> problems) {
        this.stores = stores;
        this.names = names;
        this.iterations = iterations;
        this.clock = clock;
        this.problems = problems;
    }

    /**
     * Reads a file and those it includes.
     *
     * @return how many accounts were made
     * @throws IOException when a file cannot be read
     * @throws XMLStreamException when it is not well-formed; the accounts before that place were made
     */
    public int read(Path file) throws IOException, XMLStreamException {
        Path folder = file.toAbsolutePath().getParent();
        new PortableReader(folder == null ? file : folder, new Accounts()).read(file);
        return made;
    }

    /** What is known of the user that is just being read. */
    private static final class User {
        private final Jid jid;
        private final Map<Hash, ScramKeys> keys = new EnumMap<>(Hash.class);
        private @Nullable String password;
        private final List<Node> children = new ArrayList<>();

        private User(Jid jid) {
            this.jid = jid;
        }
    }

    /** Gathers one user after the other. */
    private final class Accounts implements PortableReader.Listener {
        private String host = "";
        private @Nullable User user;

        @Override
        public void host(String jid) {
            host = jid;
            try {
                host = Jid.domain(jid).domain();
            } catch (JidException e) {
                problems.accept("\"" + jid + "\" is not a host: " + e.getMessage());
            }
            if (!names.hosts().contains(host)) {
                problems.accept("The host " + host + " is not one of this server, so its accounts are left out."
                        + " Add it to \"hosts\" in the configuration.");
            }
        }

        @Override
        public void user(String name, @Nullable String password) {
            user = null;
            if (!names.hosts().contains(host)) {
                return;
            }
            try {
                User next = new User(names.account(name, host));
                if (stores.accounts().exists(next.jid)) {
                    problems.accept(next.jid + " exists already, and was left as it is.");
                    return;
                }
                if (password != null && !password.isEmpty()) {
                    ScramKeys keys = PortableKeys.ofPassword(password);
                    if (keys == null) {
                        next.password = password;
                    } else {
                        next.keys.put(keys.hash(), keys);
                    }
                }
                user = next;
            } catch (StanzaErrorException e) {
                problems.accept(
                        "The user \"" + name + "\" was left out: " + e.error().text());
            }
        }

        @Override
        public void child(Node child) {
            User current = user;
            if (current == null) {
                return;
            }
            if (child.is(SCRAM, "scram-credentials")) {
                ScramKeys keys = PortableKeys.of(child);
                if (keys == null) {
                    problems.accept("Keys of " + current.jid + " for " + child.attribute("mechanism")
                            + " cannot be used here.");
                } else {
                    current.keys.put(keys.hash(), keys);
                }
            } else if (isTaken(child)) {
                current.children.add(child);
            }
        }

        private boolean isTaken(Node child) {
            return child.is(ROSTER, "query")
                    || child.is(Namespaces.CLIENT, "presence")
                    || child.is(Namespaces.CLIENT, "message")
                    || PortablePubsub.isConfiguration(child)
                    || PortablePubsub.isContent(child);
        }

        @Override
        public void userEnd() {
            if (user != null) {
                make(user);
            }
            user = null;
        }
    }

    private void make(User user) {
        stores.accounts().create(user.jid, keys(user));
        made++;
        // Before the items, however they stand: a node that is not configured keeps one.
        user.children.stream().filter(PortablePubsub::isConfiguration).forEach(child -> published(user.jid, child));
        for (Node child : user.children) {
            switch (child.local()) {
                case "configure" -> {}
                case "items", "subscriptions" -> published(user.jid, child);
                case "query" -> child.children(ROSTER, "item").forEach(item -> contact(user.jid, item));
                case "presence" -> request(user.jid, child);
                default -> message(user.jid, child);
            }
        }
    }

    private void published(Jid owner, Node child) {
        PortablePubsub.take(stores.pubsub(), owner, child, clock, problems);
    }

    private Map<Hash, ScramKeys> keys(User user) {
        String password = user.password;
        if (password != null) {
            try {
                return ScramSecrets.deriveAll(password, iterations);
            } catch (IllegalArgumentException e) {
                problems.accept("The password of " + user.jid + " cannot be used: " + e.getMessage());
            }
        }
        if (user.keys.isEmpty()) {
            problems.accept(user.jid + " has no password, so nobody can log in. Set one with \"wockd user password "
                    + user.jid + "\".");
        }
        return user.keys;
    }

    private void contact(Jid owner, Node item) {
        String subscription = item.attribute("subscription");
        if ("remove".equals(subscription)) {
            return;
        }
        try {
            Jid contact = Jid.parse(String.valueOf(item.attribute("jid"))).bare();
            RosterItem taken = new RosterItem(
                    contact,
                    item.attribute("name"),
                    subscription == null ? Subscription.NONE : Subscription.of(subscription),
                    "subscribe".equals(item.attribute("ask")),
                    "true".equals(item.attribute("approved")) || "1".equals(item.attribute("approved")),
                    item.children(ROSTER, "group").stream()
                            .map(Node::text)
                            .filter(group -> !group.isEmpty())
                            .distinct()
                            .toList());
            stores.rosters().upsert(owner, taken);
        } catch (LimitExceeded | IllegalArgumentException e) {
            problems.accept(
                    "The contact " + item.attribute("jid") + " of " + owner + " was left out: " + e.getMessage());
        }
    }

    private void request(Jid owner, Node presence) {
        Stanza stanza = stanza(owner, presence);
        if (stanza instanceof Presence request && request.type() == Presence.Type.SUBSCRIBE && request.from() != null) {
            Jid contact = request.sender().bare();
            String xml = new String(StanzaWriter.stored(request.from(contact).to(owner)), StandardCharsets.UTF_8);
            try {
                stores.rosters().putRequest(owner, contact, xml, clock.millis());
            } catch (LimitExceeded e) {
                problems.accept("The request of " + contact + " to " + owner + " was left out: " + e.getMessage());
            }
        }
    }

    private void message(Jid owner, Node node) {
        Node delay = node.child(Delay.NAMESPACE, "delay");
        Stanza stanza = stanza(owner, node);
        if (!(stanza instanceof Message message) || message.from() == null) {
            return;
        }
        // It is told again when the message is delivered.
        boolean own = delay != null && owner.domain().equals(delay.attribute("from"));
        Message kept = own ? message.content(message.content().minus(Delay.NAMESPACE, "delay")) : message;
        try {
            stores.mailbox()
                    .append(Entry.waiting(
                            owner,
                            message.sender(),
                            Mailbox.Kind.MESSAGE,
                            since(delay),
                            StanzaWriter.stored(kept.to() == null ? kept.to(owner) : kept),
                            null));
        } catch (LimitExceeded e) {
            problems.accept("A message of " + message.from() + " to " + owner + " was left out: " + e.getMessage());
        }
    }

    private long since(@Nullable Node delay) {
        String stamp = delay == null ? null : delay.attribute("stamp");
        if (stamp != null) {
            try {
                return Instant.parse(stamp).toEpochMilli();
            } catch (DateTimeParseException e) {
                return clock.millis();
            }
        }
        return clock.millis();
    }

    private @Nullable Stanza stanza(Jid owner, Node node) {
        try {
            if (StanzaReader.read(node, null) instanceof StanzaReader.Read.Good(Stanza stanza)) {
                return stanza;
            }
        } catch (StreamErrorException e) {
            problems.accept("A " + node.local() + " to " + owner + " was left out: " + e.text());
            return null;
        }
        problems.accept("A " + node.local() + " to " + owner + " was left out, since it is not one.");
        return null;
    }
}
