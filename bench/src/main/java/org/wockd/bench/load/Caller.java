package org.wockd.bench.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.protocol.xml.Frame;

/** A client that writes messages to an address that sends each of them back. */
final class Caller implements Party {
    private final Session session;
    private final Flow flow;
    private Runnable onProgress = () -> {};

    /**
     * @param to the address that sends back
     * @param id the number of its row of messages
     * @param managed whether it counts, so that a message is done when it was acknowledged, too
     */
    Caller(Session session, String to, int id, boolean managed, Messages messages) {
        this.session = session;
        this.flow = new Flow(messages, id, session, to, managed, Flow.MOST);
        session.listener(new Session.Listener() {
            @Override
            public void message(Frame message) {
                flow.arrived(message);
                onProgress.run();
            }

            @Override
            public void acknowledged(long stanzas) {
                flow.acknowledged(stanzas);
                onProgress.run();
            }

            @Override
            public void lost(@Nullable String why) {
                messages.errors().add(Errors.Kind.CONNECTION_LOST, session.jid() + ": " + why);
            }
        });
    }

    @Override
    public EventLoop loop() {
        return session.loop();
    }

    @Override
    public void keepsUnderWay(int window) {
        onProgress = () -> flow.fill(window);
        onProgress.run();
    }

    @Override
    public void settles(CompletableFuture<Void> settled) {
        onProgress = () -> {
            if (flow.underWay() == 0) {
                settled.complete(null);
            }
        };
        onProgress.run();
    }

    @Override
    public void countMissing() {
        flow.countMissing();
    }
}
