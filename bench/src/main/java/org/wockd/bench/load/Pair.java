package org.wockd.bench.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.protocol.xml.Frame;

/** Two clients that write to each other at their bare JIDs, both on one event loop, on which all of this happens. */
final class Pair implements Party {
    private final Session one;
    private final Messages messages;
    private final Flow there;
    private final Flow back;
    private Runnable onProgress = () -> {};

    /**
     * @param flow the number of the row there; that of the row back is one more
     * @param managed whether the clients count, so that a message is done when it is acknowledged, too
     */
    Pair(Session one, Session other, int flow, boolean managed, Messages messages) {
        this.one = one;
        this.messages = messages;
        this.there = new Flow(messages, flow, one, other.account(), managed, Flow.MOST);
        this.back = new Flow(messages, flow + 1, other, one.account(), managed, Flow.MOST);
        one.listener(new End(one, there, back));
        other.listener(new End(other, back, there));
    }

    private final class End implements Session.Listener {
        private final Session session;
        private final Flow writes;
        private final Flow reads;

        End(Session session, Flow writes, Flow reads) {
            this.session = session;
            this.writes = writes;
            this.reads = reads;
        }

        @Override
        public void message(Frame message) {
            reads.arrived(message);
            onProgress.run();
        }

        @Override
        public void acknowledged(long stanzas) {
            writes.acknowledged(stanzas);
            onProgress.run();
        }

        @Override
        public void lost(@Nullable String why) {
            messages.errors().add(Errors.Kind.CONNECTION_LOST, session.jid() + ": " + why);
        }
    }

    @Override
    public EventLoop loop() {
        return one.loop();
    }

    /** Keeps so many messages under way, each way. */
    @Override
    public void keepsUnderWay(int window) {
        onProgress = () -> {
            there.fill(window);
            back.fill(window);
        };
        onProgress.run();
    }

    /** Writes one message, there and back in turn, that was to be sent at a moment of {@link System#nanoTime}. */
    void write(boolean isBack, long intended) {
        (isBack ? back : there).send(intended);
    }

    /** Writes so many messages each way, keeping some under way, and completes {@code done} when they are. */
    void writes(int each, int window, CompletableFuture<Void> done) {
        onProgress = () -> {
            boolean isThere = there.fill(window, each);
            boolean isBack = back.fill(window, each);
            if (isThere && isBack) {
                done.complete(null);
            }
        };
        onProgress.run();
    }

    @Override
    public void settles(CompletableFuture<Void> settled) {
        onProgress = () -> {
            if (there.underWay() + back.underWay() == 0) {
                settled.complete(null);
            }
        };
        onProgress.run();
    }

    @Override
    public void countMissing() {
        there.countMissing();
        back.countMissing();
    }
}
