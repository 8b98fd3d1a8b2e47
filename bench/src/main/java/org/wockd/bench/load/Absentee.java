package org.wockd.bench.load;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.protocol.xml.Frame;

/**
 * A user who is away while another client writes to him, and then comes to get it all; both on one event loop, on which all
 * of this happens.
 */
final class Absentee {
    private final Session writer;
    private final Flow flow;
    private final Errors errors;
    private long written;
    private Runnable onProgress = () -> {};
    private Runnable onAll = () -> {};

    /**
     * @param writer a client that counts stanzas
     * @param account the bare JID of the user
     * @param id the number of the row of messages
     */
    Absentee(Session writer, String account, int id, Messages messages) {
        this.writer = writer;
        this.flow = new Flow(messages, id, writer, account, true, Flow.MOST);
        this.errors = messages.errors();
        writer.listener(new Session.Listener() {
            @Override
            public void message(Frame message) {
                // Only a refusal comes to who writes.
                flow.arrived(message);
            }

            @Override
            public void acknowledged(long stanzas) {
                flow.acknowledged(stanzas);
                onProgress.run();
            }

            @Override
            public void lost(@Nullable String why) {
                errors.add(Errors.Kind.CONNECTION_LOST, writer.jid() + ": " + why);
            }
        });
    }

    /**
     * He is written so many messages.
     *
     * @param window how many may wait for their acknowledgement
     * @return completed when all were acknowledged
     */
    CompletableFuture<Void> isWrittenTo(int count, int window) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        writer.loop().execute(() -> {
            written += count;
            onProgress = () -> {
                if (flow.store(window, written)) {
                    done.complete(null);
                }
            };
            onProgress.run();
        });
        return done;
    }

    /**
     * Who was written to gets it by a way of his own from now on.
     *
     * @return completed when all that he was written was {@link #got}
     */
    CompletableFuture<Void> awaitsAll() {
        CompletableFuture<Void> all = new CompletableFuture<>();
        writer.loop().execute(() -> {
            onAll = () -> all.complete(null);
            checkAll();
        });
        return all;
    }

    /** He has got this. */
    void got(Frame message) {
        flow.arrived(message);
        checkAll();
    }

    private void checkAll() {
        if (flow.arrived() >= written) {
            onAll.run();
        }
    }

    /**
     * He says that he is there.
     *
     * @param session in which he has only bound
     * @return completed when all that he was written is there, and the server has dealt with his acknowledgements
     */
    CompletableFuture<Void> comes(Session session) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        session.loop().execute(() -> {
            session.listener(new Session.Listener() {
                @Override
                public void message(Frame message) {
                    flow.arrived(message);
                    if (flow.arrived() >= written) {
                        all.complete(null);
                    }
                }

                @Override
                public void lost(@Nullable String why) {
                    errors.add(Errors.Kind.CONNECTION_LOST, session.jid() + ": " + why);
                }
            });
            session.send(Presences.available());
        });
        return all.thenCompose(_ -> session.fence()).thenAccept(_ -> {});
    }
}
