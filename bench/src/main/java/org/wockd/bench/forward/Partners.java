package org.wockd.bench.forward;

import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who hands to whom: each client that has come alone waits for the next one. */
final class Partners {

    private record Waiting(Channel channel, CompletableFuture<Channel> partner) {}

    private @Nullable Waiting waiting;

    /** Finds a client its partner: at once, or when there is one. */
    synchronized CompletableFuture<Channel> meet(Channel channel) {
        Waiting first = waiting;
        if (first == null || !first.channel.isActive()) {
            waiting = new Waiting(channel, new CompletableFuture<>());
            return waiting.partner;
        }
        waiting = null;
        first.partner.complete(channel);
        return CompletableFuture.completedFuture(first.channel);
    }
}
