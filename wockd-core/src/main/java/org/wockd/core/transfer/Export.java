package org.wockd.core.transfer;

import static org.wockd.core.transfer.Xep0227Portable.NAMESPACE;
import static org.wockd.core.transfer.Xep0227Portable.ROSTER;
import static org.wockd.core.transfer.Xep0227Portable.SCRAM;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.wockd.core.pubsub.Pubsub;
import org.wockd.core.store.Accounts.Account;
import org.wockd.core.store.PubsubNodes;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.Rosters;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.Stored;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xep.Delay;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/**
 * Writes accounts with their keys, rosters, requests that wait, what they publish, and offline messages. It is written as it is read, so a
 * large server needs no more memory than a small one; while the core runs, each account is as it was at its own moment.
 */
public final class Export {
    private static final int PAGE = 200;

    private final Stores stores;
    private final OutputStream out;

    public Export(Stores stores, OutputStream out) {
        this.stores = stores;
        this.out = out;
    }

    /**
     * Writes all accounts of some hosts.
     *
     * @return how many
     * @throws IOException when they cannot be written
     */
    public long write(List<String> hosts) throws IOException {
        long users = 0;
        text("<?xml version='1.0' encoding='UTF-8'?>\n<server-data xmlns='" + NAMESPACE + "'>\n");
        for (String host : hosts) {
            open(Node.of(NAMESPACE, "host").with("jid", host));
            String after = null;
            List<Account> page;
            do {
                page = stores.accounts().list(host, after, PAGE);
                for (Account account : page) {
                    user(account.jid());
                    after = account.jid().local();
                    users++;
                }
            } while (page.size() == PAGE);
            text("</host>\n");
        }
        text("</server-data>\n");
        out.flush();
        return users;
    }

    private void user(Jid account) throws IOException {
        open(Node.of(NAMESPACE, "user").with("name", account.local()));
        for (ScramKeys.Hash hash : ScramKeys.Hash.values()) {
            ScramKeys keys = stores.accounts().keys(account, hash);
            if (keys != null) {
                node(credentials(keys));
            }
        }
        node(Node.of(ROSTER, "query")
                .plus(stores.rosters().get(account).items().stream()
                        .map(Export::item)
                        .toList()));
        for (Rosters.Request request : stores.rosters().requests(account)) {
            text(request.stanza() + "\n");
        }
        pubsub(account);
        messages(account);
        text("</user>\n");
    }

    private static Node credentials(ScramKeys keys) {
        return Node.of(SCRAM, "scram-credentials")
                .with("mechanism", "SCRAM-" + keys.hash().digest())
                .plus(
                        Node.of(SCRAM, "iter-count").plus(Integer.toString(keys.iterations())),
                        Node.of(SCRAM, "salt").plus(base64(keys.salt())),
                        Node.of(SCRAM, "server-key").plus(base64(keys.serverKey())),
                        Node.of(SCRAM, "stored-key").plus(base64(keys.storedKey())));
    }

    private static Node item(RosterItem item) {
        return Node.of(ROSTER, "item")
                .with("jid", item.contact().toString())
                .with("name", item.name())
                .with("subscription", item.subscription().attribute())
                .with("ask", item.ask() ? "subscribe" : null)
                .with("approved", item.approved() ? "true" : null)
                .plus(item.groups().stream()
                        .map(group -> Node.of(ROSTER, "group").plus(group))
                        .toList());
    }

    private void pubsub(Jid account) throws IOException {
        List<PubsubNodes.Node> nodes = stores.pubsub().nodes(account);
        if (nodes.isEmpty()) {
            return;
        }
        text("<pubsub xmlns='" + Pubsub.OWNER + "'>\n");
        for (PubsubNodes.Node node : nodes) {
            node(PortablePubsub.configure(node));
            List<Jid> subscribers = stores.pubsub().subscribers(account, node.name());
            if (!subscribers.isEmpty()) {
                node(PortablePubsub.subscriptions(node.name(), subscribers));
            }
        }
        text("</pubsub>\n<pubsub xmlns='" + Pubsub.NAMESPACE + "'>\n");
        for (PubsubNodes.Node node : nodes) {
            node(PortablePubsub.items(stores.pubsub(), account, node.name()));
        }
        text("</pubsub>\n");
    }

    private void messages(Jid account) throws IOException {
        long after = 0;
        List<Stored> page = stores.mailbox().pending(account, after, PAGE);
        if (page.isEmpty()) {
            return;
        }
        text("<offline-messages>\n");
        while (!page.isEmpty()) {
            for (Stored row : page) {
                node(message(row, account));
                after = row.id();
            }
            page = stores.mailbox().pending(account, after, PAGE);
        }
        text("</offline-messages>\n");
    }

    private static Node message(Stored row, Jid account) {
        try {
            return NodeReader.forClient()
                    .read(new Frame(row.stanza(), row.stanza().length, row.stanza().length))
                    .plus(Delay.of(Jid.domain(account.domain()), Instant.ofEpochMilli(row.receivedAt())));
        } catch (XmlException e) {
            throw new IllegalStateException("what was stored is not XML", e);
        }
    }

    private void open(Node node) throws IOException {
        StringBuilder tag = new StringBuilder();
        NodeWriter.appendOpen(tag, node, NAMESPACE);
        text(tag.append('\n').toString());
    }

    private void node(Node node) throws IOException {
        out.write(NodeWriter.toBytes(node, NAMESPACE));
        out.write('\n');
    }

    private void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
