package org.wockd.core.auth;

import org.jspecify.annotations.Nullable;

/**
 * One try to log in, from {@code <auth/>} to {@code <success/>} or {@code <failure/>}.
 *
 * <p>It belongs to one stream and is not safe for use by several threads at once. Its methods read the store and compute
 * password hashes, so they are called on a virtual thread, never on an event loop.
 */
public final class Exchange {

    /** The longest message of a client in octets. No honest one comes near; a proof with an end-point hash is 300. */
    static final int MAX_MESSAGE = 8192;

    private @Nullable Stage stage;
    private Step step;

    private Exchange(Step step, @Nullable Stage stage) {
        this.step = step;
        this.stage = stage;
    }

    /** An exchange that waits for the client's first message; without one the client is asked (RFC 6120 §6.4.2). */
    static Exchange begin(Stage first, byte @Nullable [] initialResponse) {
        var exchange = new Exchange(new Step.Challenge(new byte[0]), first);
        if (initialResponse != null) {
            exchange.respond(initialResponse);
        }
        return exchange;
    }

    /** An exchange that is over before it began. */
    static Exchange refused(SaslCondition condition, String text) {
        return new Exchange(new Step.Failure(condition, text), null);
    }

    /** What the server said last; right after the begin, its answer to the initial response. */
    public Step step() {
        return step;
    }

    /**
     * Takes the client's answer to a challenge.
     *
     * @param message the octets of {@code <response/>} after Base64
     * @return what to say now; after a success or failure every further message is a failure
     */
    public Step respond(byte[] message) {
        Stage current = stage;
        stage = null;
        if (current == null) {
            step = new Step.Failure(
                    SaslCondition.MALFORMED_REQUEST, "This log-in is over. Begin a new one with <auth/>.");
        } else if (message.length > MAX_MESSAGE) {
            step = new Step.Failure(
                    SaslCondition.MALFORMED_REQUEST,
                    "The message has " + message.length + " octets, more than the " + MAX_MESSAGE + " allowed.");
        } else {
            take(current, message);
        }
        return step;
    }

    /** Ends the exchange because the client sent {@code <abort/>} (RFC 6120 §6.4.4). */
    public Step abort() {
        stage = null;
        step = new Step.Failure(SaslCondition.ABORTED, "The client ended the log-in.");
        return step;
    }

    private void take(Stage current, byte[] message) {
        try {
            var turn = current.on(message);
            step = turn.step();
            stage = turn.next();
        } catch (Refusal refusal) {
            step = refusal.step();
        }
    }
}
