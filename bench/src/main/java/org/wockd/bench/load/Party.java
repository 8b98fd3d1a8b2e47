package org.wockd.bench.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;

/** Clients of one event loop, on which all of this happens, that do something again and again. */
interface Party {
    EventLoop loop();

    /** Keeps so many of it under way: as one is done, another is begun. */
    void keepsUnderWay(int window);

    /** Begins nothing more, and completes {@code settled} when nothing is under way. */
    void settles(CompletableFuture<Void> settled);

    /** Counts what is still under way as lost. */
    void countMissing();
}
