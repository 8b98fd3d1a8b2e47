package org.wockd.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.wockd.bench.client.Session;
import org.wockd.protocol.xml.Frame;

/**
 * The row of messages from one client to another, both on one event loop, on which all of this happens. A message is done
 * when it has arrived and, where its sender counts, was acknowledged.
 */
final class Flow {
    /** The most messages under way; a power of two. */
    static final int MOST = 4096;

    private final Messages messages;
    private final int id;
    private final Session from;
    private final boolean managed;
    private final Letter.Envelope envelope;
    private final Numbering arrived = new Numbering();
    /** When each message that is under way was to be sent, at its number modulo their count. */
    private final long[] intended;
    /** How many stanzas the sender had sent before. */
    private final long before;

    private long sent;
    private long acknowledged;

    /**
     * @param most how many messages may be under way, a power of two
     */
    Flow(Messages messages, int id, Session from, String to, boolean managed, int most) {
        this.messages = messages;
        this.id = id;
        this.from = from;
        this.managed = managed;
        this.envelope = Letter.Envelope.of(messages.run(), id, to, messages.size());
        this.intended = new long[most];
        this.before = from.sent();
    }

    /** How many messages are not done. */
    long underWay() {
        return sent - done();
    }

    private long done() {
        return managed ? Math.min(acknowledged, arrived.count()) : arrived.count();
    }

    /** Sends until so many are under way. */
    void fill(int window) {
        boolean _ = fill(window, Long.MAX_VALUE);
    }

    /** The same, but no more than so many in all; returns whether these are done. */
    boolean fill(int window, long all) {
        while (underWay() < window && sent < all) {
            send(System.nanoTime());
        }
        return done() >= all;
    }

    /** Sends the next one, which was to be sent at a moment of {@link System#nanoTime}. */
    void send(long when) {
        if (underWay() >= intended.length) {
            messages.errors().add(Errors.Kind.NOT_SENT, intended.length + " messages are under way in flow " + id);
            return;
        }
        intended[(int) (sent % intended.length)] = when;
        from.send(envelope.stanza(messages.run(), id, sent));
        sent++;
    }

    /** A message has come to the receiver. */
    void arrived(Frame frame) {
        // Before its text is looked at: an answer need not contain what it answers (RFC 6120 §8.3.1).
        if (isError(frame)) {
            messages.errors().add(Errors.Kind.REFUSED, new String(frame.octets(), UTF_8));
            return;
        }
        Letter letter = Letter.in(frame);
        if (letter == null || !letter.run().equals(messages.run())) {
            messages.strange();
            return;
        }
        if (letter.flow() != id) {
            messages.errors().add(Errors.Kind.OUT_OF_ORDER, letter + " came in flow " + id);
            return;
        }
        switch (arrived.arrived(letter.number())) {
            case NEW -> messages.delivered(intended[(int) (letter.number() % intended.length)]);
            case LATE -> {
                messages.delivered(intended[(int) (letter.number() % intended.length)]);
                messages.errors().add(Errors.Kind.OUT_OF_ORDER, letter.toString());
            }
            case AGAIN -> messages.errors().add(Errors.Kind.MESSAGE_TWICE, letter.toString());
        }
    }

    private static boolean isError(Frame frame) {
        String head = new String(frame.octets(), 0, frame.headEnd(), UTF_8);
        return head.contains("type='error'") || head.contains("type=\"error\"");
    }

    /** The server has acknowledged so many stanzas of the sender. */
    void acknowledged(long stanzas) {
        long upTo = Math.min(stanzas - before, sent);
        for (; acknowledged < upTo; acknowledged++) {
            messages.acknowledged(intended[(int) (acknowledged % intended.length)]);
        }
    }

    /**
     * Sends to somebody who is not there: so many in all, of which some may wait to be acknowledged. Returns whether all of
     * them were.
     */
    boolean store(int window, long all) {
        while (sent - acknowledged < window && sent < all) {
            send(System.nanoTime());
        }
        return acknowledged >= all;
    }

    /** How many have arrived. */
    long arrived() {
        return arrived.count();
    }

    /** Counts what has not arrived, or was not acknowledged, as lost. */
    void countMissing() {
        long missing = sent - arrived.count();
        if (underWay() > 0) {
            messages.errors()
                    .add(
                            Errors.Kind.MESSAGE_LOST,
                            underWay(),
                            "flow " + id + " of " + from.jid() + ": " + missing + " have not arrived, "
                                    + (underWay() - missing) + " have, but were not acknowledged");
        }
    }
}
