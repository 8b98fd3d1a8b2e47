package org.wockd.core.relay;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.store.Entry;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.Stored;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

/** The durable queue of one relay: the mailbox whose owner is its domain. */
final class AwayQueue {
    private static final Logger LOG = LoggerFactory.getLogger(AwayQueue.class);
    private static final int BATCH = 32;

    private final Mailbox mailbox;
    private final Jid owner;
    private final InstantSource clock;

    /** A row, and the stanza it holds; null where it cannot be read any more. */
    record Row(long id, @Nullable Stanza stanza) {}

    AwayQueue(Mailbox mailbox, Jid owner, InstantSource clock) {
        this.mailbox = mailbox;
        this.owner = owner;
        this.clock = clock;
    }

    /** Whether a stanza is kept until the relay is back, however long that takes. A headline is news for who is there. */
    static boolean keeps(Stanza stanza) {
        return (stanza instanceof Message message && message.type() != Message.Type.HEADLINE)
                || (stanza instanceof Presence presence && presence.type().isSubscription());
    }

    /**
     * Stores a stanza behind all others, without waiting.
     *
     * @return fails with {@link StanzaErrorException} where it cannot be stored; completed when it is durable
     */
    CompletableFuture<Void> append(Stanza stanza) {
        Entry entry = Entry.waiting(
                owner,
                stanza.sender(),
                stanza instanceof Message ? Mailbox.Kind.MESSAGE : Mailbox.Kind.PRESENCE,
                clock.millis(),
                StanzaWriter.stored(stanza),
                null);
        return mailbox.appendAsync(entry).handle((_, cause) -> {
            if (cause != null) {
                throw new StanzaErrorException(error(cause instanceof CompletionException e ? e.getCause() : cause));
            }
            return null;
        });
    }

    private StanzaError error(@Nullable Throwable cause) {
        return switch (cause) {
            case LimitExceeded _ ->
                StanzaError.of(
                        Condition.RESOURCE_CONSTRAINT,
                        owner + " is away, and as much waits for it as may; try again when it is back");
            case StoreException e
            when e.code().transientFault() ->
                StanzaError.of(
                        Condition.RESOURCE_CONSTRAINT,
                        owner + " is away, and the server cannot store the stanza now; try again later");
            case null, default -> {
                LOG.error("Could not store a stanza for {}, which is away", owner, cause);
                yield StanzaError.of(
                        Condition.INTERNAL_SERVER_ERROR, "the server could not store this; its log says why");
            }
        };
    }

    /** The next that wait, the oldest first; blocks. */
    List<Row> after(long id) {
        return mailbox.pending(owner, id, BATCH).stream().map(this::row).toList();
    }

    /** Removes all up to a row, inclusive; blocks. */
    void removeUpTo(long id) {
        mailbox.removeUpTo(owner, id);
    }

    private Row row(Stored stored) {
        byte[] octets = stored.stanza();
        try {
            return new Row(
                    stored.id(),
                    StanzaReader.stored(NodeReader.forClient().read(new Frame(octets, octets.length, octets.length))));
        } catch (XmlException | IllegalStateException e) {
            LOG.error("Row {} for {} is no stanza any more and is dropped", stored.id(), owner, e);
            return new Row(stored.id(), null);
        }
    }
}
