package org.wockd.core.c2s;

import io.netty.channel.EventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Streams;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

/** The sessions that can be resumed, by what their clients resume them with; it is kept as its hash only. */
final class Resumptions {
    private static final Logger LOG = LoggerFactory.getLogger(Resumptions.class);

    private final Streams streams;
    private final Mailbox mailbox;
    private final Duration longest;
    private final Room room;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, ClientSession> byToken = new ConcurrentHashMap<>();
    private final Map<Long, String> tokens = new ConcurrentHashMap<>();

    /**
     * @param longest how long a session can be resumed at most
     * @param room for what waits to be acknowledged
     */
    Resumptions(Streams streams, Mailbox mailbox, Duration longest, Room room) {
        this.streams = streams;
        this.mailbox = mailbox;
        this.longest = longest;
        this.room = room;
    }

    /** For what clients have been sent and have not read. */
    Room room() {
        return room;
    }

    /** What is counted of a session that cannot be resumed. */
    Managed counting() {
        return new Managed(0, Duration.ZERO, streams, mailbox, room);
    }

    /**
     * What is counted of a session that can be resumed, and with what.
     *
     * @param token told to the client and to nobody else
     */
    record Begun(Managed managed, String token) {}

    /**
     * Lets a session be resumed, from when the store knows of it: blocks until then.
     *
     * @param wanted for so many seconds, null for as many as may be
     * @return null where the store fails, so that nothing can be promised
     */
    @Nullable
    Begun begin(ClientSession session, @Nullable Long wanted) {
        long seconds = wanted == null ? longest.toSeconds() : Math.min(wanted, longest.toSeconds());
        String token = StreamHeader.randomId();
        byte[] hash = hash(token);
        long number = random.nextLong(1, Long.MAX_VALUE);
        Managed managed = new Managed(number, Duration.ofSeconds(seconds), streams, mailbox, room);
        try {
            streams.open(new Streams.Saved(number, session.jid(), hash, (int) seconds, 0, 0, new byte[0], List.of()))
                    .join();
        } catch (CompletionException e) {
            LOG.debug("{} cannot resume its stream: {}", session.jid(), String.valueOf(e.getCause()));
            return null;
        }
        put(number, hash, session);
        return new Begun(managed, token);
    }

    private void put(long number, byte[] hash, ClientSession session) {
        String key = HexFormat.of().formatHex(hash);
        byToken.put(key, session);
        tokens.put(number, key);
    }

    /** The session of an account that is resumed with this; null where there is none. */
    @Nullable
    ClientSession find(Jid account, String token) {
        ClientSession session = byToken.get(HexFormat.of().formatHex(hash(token)));
        return session != null && session.jid().bare().equals(account.bare()) ? session : null;
    }

    /** It cannot be resumed any more. */
    void forget(ClientSession session) {
        Managed managed = session.managed();
        String key = managed == null ? null : tokens.remove(managed.number());
        if (key != null) {
            byToken.remove(key);
        }
    }

    /** Brings the sessions back that a process before this one has left behind; blocks on the store. */
    void recover(ClientStreams shared, EventLoopGroup loops) {
        // Those of relays are not the clients'.
        List<Streams.Saved> all = streams.all().stream()
                .filter(kept -> kept.jid().local() != null)
                .toList();
        for (Streams.Saved kept : all) {
            try {
                recover(kept, shared, loops);
            } catch (XmlException | Sessions.TooManySessions | RuntimeException e) {
                LOG.warn("The session of {} cannot be brought back: {}", kept.jid(), e.getMessage());
                var _ = streams.forget(kept.number());
            }
        }
        if (!all.isEmpty()) {
            LOG.info("{} sessions wait for their clients to come back", all.size());
        }
    }

    private void recover(Streams.Saved kept, ClientStreams shared, EventLoopGroup loops)
            throws XmlException, Sessions.TooManySessions {
        Node state = kept.state().length == 0
                ? Node.of("urn:wockd:session:1", "session")
                : NodeReader.forClient().read(new Frame(kept.state(), kept.state().length, kept.state().length));
        List<Node> features = state.children().stream()
                .filter(node -> !node.namespace().equals(Namespaces.CLIENT))
                .toList();
        ClientSession session = new ClientSession(
                kept.jid(),
                shared,
                new Attachment.Values(features),
                new Managed(kept, streams, mailbox, room),
                loops.next());
        Node presence = state.child(Namespaces.CLIENT, "presence");
        if (presence != null && StanzaReader.stored(presence) instanceof Presence last) {
            session.presence(last);
        }
        Session replaced = shared.sessions().bind(session);
        put(kept.number(), kept.token(), session);
        session.await();
        if (replaced != null) {
            // Of two with one address the client can have kept only one; what the other has not delivered, this one
            // gets.
            replaced.close(StreamError.CONFLICT, "another client has connected as " + kept.jid());
        }
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
