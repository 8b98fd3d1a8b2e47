package org.wockd.core.relay;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.relay.LinkReader;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xml.Node;

/** A stream that an instance of a relay is attached by; safe for use by any thread. */
interface Link {
    CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    /**
     * Writes octets when something is done; what is written later waits behind them.
     *
     * @param mayGo must be done some time
     */
    void write(byte[] octets, StreamWriter.Fate fate, CompletableFuture<Void> mayGo);

    /** Writes octets. */
    default void write(byte[] octets, StreamWriter.Fate fate) {
        write(octets, fate, NOW);
    }

    /** Writes an element that is no stanza. */
    default void write(Node element) {
        write(LinkReader.toBytes(element), new StreamWriter.Fate() {});
    }

    void end(StreamError error, String text);

    /** The relay acknowledges what was never sent (XEP-0198 §4). */
    void end(Unacknowledged.TooMany too);

    /**
     * Ends it, and takes nothing that comes from now on.
     *
     * @return completed when all that had come is dealt with
     */
    CompletableFuture<Void> stop(StreamError error, String text);

    /**
     * The answer to its wish to resume.
     *
     * @param flights what goes on to be counted; null where nothing can be resumed
     * @param over run where it has ended before it could be told
     */
    void resumed(@Nullable CountedFlights flights, Runnable over);

    /** How a link has ended. */
    enum End {
        /** The network, or the core's own doing: the relay may come back and go on. */
        BROKEN,
        /** The relay has closed it, or has done what it must not do. */
        CLOSED
    }
}
