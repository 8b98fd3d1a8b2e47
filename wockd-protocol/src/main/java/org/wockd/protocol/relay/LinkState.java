package org.wockd.protocol.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a relay's link is doing. */
public sealed interface LinkState {

    /** It has not been started. */
    record Idle() implements LinkState {}

    /**
     * It connects, or waits for the core to accept it.
     *
     * @param lastFailure why the attempt before failed, null at the first
     */
    record Connecting(@Nullable String lastFailure) implements LinkState {}

    /** Stanzas go both ways. */
    record Up() implements LinkState {}

    /**
     * It failed, and will be tried again.
     *
     * @param why what happened, and what to do about it
     * @param pause until the next attempt
     */
    record Waiting(String why, Duration pause) implements LinkState {}

    /** It was closed for good. */
    record Closed() implements LinkState {}
}
