package org.wockd.core.c2s;

import io.netty.util.Timeout;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.store.Entry;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xep.StreamManagement;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeWriter;

/**
 * A bound client, as the rest of the core sees it. It is reached by a stream; where the client wants its stanzas counted
 * (XEP-0198) it may lose that stream and be reached by another one later, and what is sent to it meanwhile waits.
 *
 * <p>What is sent from any thread comes to one queue and goes on from there on the session's own event loop, which is that
 * of its first stream and never changes: so the order on the wire is the order in which it is counted. All state is touched
 * on that loop, but what is volatile.
 */
final class ClientSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);
    private static final byte[] REQUEST = octets(StreamManagement.request());
    private static final byte[] NOTHING = new byte[0];

    /** How the client is reached. */
    private sealed interface Link {
        /** By a stream. */
        record On(ClientStream stream, StreamWriter writer) implements Link {}

        /** Not now; it may come back until the time is over, and when its last stream has dealt with all it brought. */
        record Off(Timeout expiry, @Nullable ClientStream last) implements Link {}

        /** Never again. */
        record Over() implements Link {}
    }

    /** Something on its way to the client: a stanza, or where it has no octets a mark that says how far all is sent. */
    record Parcel(byte[] octets, long row, @Nullable CompletableFuture<Void> mark) {}

    /** What waits for the session's loop; no stanza for a mark. */
    private record Outgoing(@Nullable Stanza stanza, Parcel parcel) {}

    private final Jid jid;
    private final EventExecutor home;
    private final ClientStreams shared;
    private final Attachment.Values attachments;
    private final Queue<Outgoing> inbox = new ConcurrentLinkedQueue<>();
    private final Outlet outlet;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** What was sent in this turn of the loop, and is counted; it is written when the store was told. */
    private final List<byte[]> counting = new ArrayList<>();

    private Link link;
    private volatile @Nullable Managed managed;
    /** How many of its stanzas the client was told were dealt with. */
    private long told;

    private volatile @Nullable Presence presence;

    /** Of a stream that has just been bound. */
    ClientSession(
            Jid jid, ClientStreams shared, Attachment.Values attachments, ClientStream stream, EventExecutor home) {
        this.jid = jid;
        this.home = home;
        this.shared = shared;
        this.attachments = attachments;
        this.link = new Link.On(stream, stream.writer());
        this.outlet = new Outlet(this, shared.filters(), this::pass);
    }

    /** Of a process before this one; the client may come back. To be followed by {@link #await}. */
    ClientSession(Jid jid, ClientStreams shared, Attachment.Values attachments, Managed managed, EventExecutor home) {
        this.jid = jid;
        this.home = home;
        this.shared = shared;
        this.attachments = attachments;
        this.managed = managed;
        this.link = new Link.Over();
        this.outlet = new Outlet(this, shared.filters(), this::pass);
    }

    private static byte[] octets(Node element) {
        return NodeWriter.toBytes(element, Namespaces.CLIENT);
    }

    @Override
    public Jid jid() {
        return jid;
    }

    // ---- what is sent --------------------------------------------------------------------------------------------

    @Override
    public void send(Stanza stanza, long row) {
        put(new Outgoing(stanza, new Parcel(StanzaWriter.toClient(stanza), row, null)));
    }

    @Override
    public CompletableFuture<Void> flushed() {
        CompletableFuture<Void> mark = new CompletableFuture<>();
        put(new Outgoing(null, new Parcel(NOTHING, 0, mark)));
        return mark;
    }

    /** Sends what was held back. */
    void release() {
        onLoop(() -> {
            drain();
            outlet.release();
            sent();
        });
    }

    private void put(Outgoing outgoing) {
        inbox.add(outgoing);
        if (scheduled.compareAndSet(false, true)) {
            later(this::drain);
        }
    }

    private void onLoop(Runnable task) {
        if (home.inEventLoop()) {
            task.run();
        } else {
            later(task);
        }
    }

    private void later(Runnable task) {
        try {
            home.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the process stops, and {} with it", jid);
        }
    }

    /** Hands on what was sent up to now; also of a stream that is just being ended because that is too much. */
    void flush() {
        onLoop(() -> {
            pour();
            save();
        });
    }

    private void drain() {
        pour();
        sent();
    }

    private void pour() {
        scheduled.set(false);
        Outgoing outgoing;
        while ((outgoing = inbox.poll()) != null) {
            outlet.pass(outgoing.stanza(), outgoing.parcel());
        }
    }

    private void save() {
        Managed counted = managed;
        if (counted != null) {
            write(counted.save());
        }
    }

    private void write(CompletableFuture<Void> mayGo) {
        if (link instanceof Link.On(ClientStream _, StreamWriter writer)) {
            counting.forEach(stanza -> writer.write(stanza, mayGo));
        }
        counting.clear();
    }

    /** Keeps what was sent, and asks how much of it has come. */
    private void sent() {
        save();
        Managed counted = managed;
        if (counted != null) {
            if (counted.isTooMuch()) {
                overflow();
            } else if (link instanceof Link.On(ClientStream _, StreamWriter writer) && counted.wantsRequest()) {
                writer.write(REQUEST);
            }
        } else if (link instanceof Link.On(ClientStream stream, StreamWriter writer)
                && shared.resumptions().room().isTooMuch(writer.unwritten())) {
            stream.close(StreamError.RESOURCE_CONSTRAINT, "you read too slowly; there is no room for what waits");
        }
    }

    private void pass(Parcel parcel) {
        Managed counted = managed;
        if (counted != null && parcel.mark() == null && !(link instanceof Link.Over)) {
            counted.sent(parcel);
        }
        switch (link) {
            case Link.On(ClientStream _, StreamWriter writer) -> {
                if (counted == null || parcel.mark() != null) {
                    save();
                    shared.resumptions().room().take(parcel.octets().length);
                    writer.write(parcel.octets(), new Uncounted(parcel));
                } else {
                    counting.add(parcel.octets());
                }
            }
            case Link.Off _ -> reached(parcel);
            case Link.Over _ -> {
                lost(parcel);
                reached(parcel);
            }
        }
    }

    /** A client that does not count has what the network has. */
    private final class Uncounted implements StreamWriter.Fate {
        private final Parcel parcel;

        private Uncounted(Parcel parcel) {
            this.parcel = parcel;
        }

        @Override
        public void written() {
            if (parcel.row() != 0) {
                shared.ends().receipts().delivered(ClientSession.this, parcel.row());
            }
            over();
        }

        @Override
        public void lost(Throwable cause) {
            ClientSession.this.lost(parcel);
            over();
        }

        private void over() {
            shared.resumptions().room().give(parcel.octets().length);
            reached(parcel);
        }
    }

    private static void reached(Parcel parcel) {
        if (parcel.mark() != null) {
            parcel.mark().complete(null);
        }
    }

    private void lost(Parcel parcel) {
        if (parcel.row() != 0) {
            shared.ends().receipts().lost(this, parcel.row());
        }
    }

    private void overflow() {
        String text = "too much waits to be acknowledged; read it and answer <r/>";
        if (link instanceof Link.On(ClientStream stream, StreamWriter writer)) {
            if (!writer.isEnded()) {
                LOG.info("{} is given up: {}", jid, text);
                stream.close(StreamError.POLICY_VIOLATION, text);
            }
        } else if (link instanceof Link.Off) {
            LOG.info("{} is given up: {}", jid, text);
            over();
            shared.expired(this);
        }
    }

    // ---- counting (XEP-0198) -------------------------------------------------------------------------------------

    @Override
    public Entry.@Nullable Counted counted() {
        Managed counted = managed;
        return counted == null || counted.number() == 0 ? null : counted.counted(counted.handled() + 1);
    }

    @Override
    public boolean isCounting() {
        return managed != null;
    }

    @Override
    public void settle() {
        shared.ends().receipts().refused(this).join();
        CompletableFuture<Void> noted = new CompletableFuture<>();
        onLoop(() -> {
            drain();
            Managed counted = managed;
            if (counted == null) {
                noted.complete(null);
            } else {
                var _ = counted.noted().thenRun(() -> noted.complete(null));
            }
        });
        noted.join();
    }

    /** A stanza of the client has been dealt with; on the thread that did. */
    void handled(boolean mayHaveChangedMore) {
        Managed counted = managed;
        if (counted != null) {
            counted.handledOne();
            if (mayHaveChangedMore) {
                counted.state(this);
            }
        }
    }

    /**
     * Begins to count, with what came before this not counted.
     *
     * @param enabled tells the client
     */
    void manage(Managed other, Node enabled) {
        onLoop(() -> {
            drain();
            managed = other;
            other.state(this);
            if (link instanceof Link.On(ClientStream _, StreamWriter writer)) {
                writer.write(octets(enabled));
            } else {
                // Its stream was over before the store knew of it.
                shared.resumptions().forget(this);
                var _ = other.over();
            }
        });
    }

    /** Answers {@code <r/>}, when all that was dealt with up to now is durable. */
    void acknowledge() {
        Managed counted = managed;
        if (counted != null && counted.isStoreFailing()) {
            long handled = counted.handled();
            shared.blocking().execute(() -> {
                settle();
                acknowledge(counted, handled);
            });
        } else if (counted != null) {
            acknowledge(counted, counted.handled());
        }
    }

    private void acknowledge(Managed counted, long handled) {
        var _ = counted.durable(handled).whenComplete((_, failure) -> {
            if (failure != null) {
                // Not durable, so not acknowledged: the client asks again.
                LOG.debug("{} is not acknowledged {} stanzas: {}", jid, handled, failure.getMessage());
                return;
            }
            onLoop(() -> {
                // What they were answered comes before.
                drain();
                // A later request may have been answered first; what was told stays true, and a count never goes back.
                told = Math.max(told, handled);
                if (link instanceof Link.On(ClientStream _, StreamWriter writer)) {
                    writer.write(octets(StreamManagement.acknowledgement(told)));
                }
            });
        });
    }

    /** Takes the client's {@code <a/>}. */
    void acknowledged(long h) {
        onLoop(() -> {
            Managed counted = managed;
            if (counted == null) {
                return;
            }
            try {
                counted.acknowledged(h, this::delivered);
                if (link instanceof Link.On(ClientStream _, StreamWriter writer) && counted.wantsRequest()) {
                    writer.write(REQUEST);
                }
            } catch (Unacknowledged.TooMany e) {
                if (link instanceof Link.On(ClientStream stream, StreamWriter _)) {
                    stream.countedTooMuch(e);
                }
            }
        });
    }

    private void delivered(Collection<Parcel> parcels) {
        for (Parcel parcel : parcels) {
            if (parcel.row() != 0) {
                shared.ends().receipts().delivered(this, parcel.row());
            }
        }
    }

    // ---- losing and finding a stream -----------------------------------------------------------------------------

    /** What the client may resume; null where it cannot be resumed. */
    @Nullable
    Managed managed() {
        return managed;
    }

    /**
     * Its stream is over.
     *
     * @param mayResume whether the client may come back
     * @return whether the session goes on: it waits for the client, or has another stream
     */
    CompletableFuture<Boolean> left(ClientStream stream, boolean mayResume) {
        CompletableFuture<Boolean> waits = new CompletableFuture<>();
        onLoop(() -> {
            drain();
            if (!(link instanceof Link.On(ClientStream current, StreamWriter _)) || !current.equals(stream)) {
                waits.complete(!(link instanceof Link.Over));
                return;
            }
            outlet.left();
            sent();
            Managed counted = managed;
            if (mayResume && counted != null && counted.number() != 0) {
                link = new Link.Off(expiry(counted), stream);
                waits.complete(true);
            } else {
                over();
                waits.complete(false);
            }
        });
        return waits;
    }

    /** Waits for a client that was there before this process. */
    void await() {
        onLoop(() -> {
            Managed counted = managed;
            if (counted != null && link instanceof Link.Over) {
                link = new Link.Off(expiry(counted), null);
                counted.back();
                counted.rows().forEach(row -> shared.ends().receipts().underWay(this, row));
                shared.ends().receipts().recovered(this);
            }
        });
    }

    private Timeout expiry(Managed counted) {
        return shared.timer()
                .newTimeout(
                        _ -> onLoop(() -> {
                            if (link instanceof Link.Off) {
                                LOG.debug("{} has not come back", jid);
                                over();
                                shared.expired(this);
                            }
                        }),
                        counted.resumable().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** What the client has not got is lost with the session. */
    private void over() {
        if (link instanceof Link.Off(Timeout expiry, ClientStream _)) {
            expiry.cancel();
        }
        shared.sessions().unbind(this);
        link = new Link.Over();
        Managed counted = managed;
        if (counted != null) {
            shared.resumptions().forget(this);
            counted.over().forEach(this::lost);
        }
        drain();
    }

    /** The stream that the client is or was last reached by, null where this process has seen none. On any thread. */
    CompletableFuture<@Nullable ClientStream> stream() {
        CompletableFuture<@Nullable ClientStream> answer = new CompletableFuture<>();
        onLoop(() -> answer.complete(
                switch (link) {
                    case Link.On(ClientStream stream, StreamWriter _) -> stream;
                    case Link.Off(Timeout _, ClientStream last) -> last;
                    case Link.Over _ -> null;
                }));
        return answer;
    }

    /** Completed when all that was dealt with up to now is durable. */
    CompletableFuture<Void> durable() {
        Managed counted = managed;
        return counted == null ? CompletableFuture.completedFuture(null) : counted.durable(counted.handled());
    }

    /** What the client is told last of how many of its stanzas were dealt with; empty where it does not count. */
    Optional<byte[]> lastAcknowledgement() {
        return Optional.ofNullable(managed).map(counted -> octets(StreamManagement.acknowledgement(counted.handled())));
    }

    /**
     * The client is back, on another stream: tells what was dealt with, and sends again what it has not got.
     *
     * @param h how many stanzas it has got
     * @param id what it resumes with
     * @return false where the session is over
     */
    CompletableFuture<Boolean> resume(ClientStream stream, long h, String id) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        onLoop(() -> {
            Managed counted = managed;
            if (counted == null || !(link instanceof Link.Off(Timeout expiry, ClientStream _))) {
                answer.complete(false);
                return;
            }
            try {
                counted.resumed(h, this::delivered);
            } catch (Unacknowledged.TooMany e) {
                answer.completeExceptionally(e);
                return;
            }
            expiry.cancel();
            StreamWriter writer = stream.writer();
            told = counted.handled();
            writer.write(octets(StreamManagement.resumed(id, told)));
            CompletableFuture<Void> mayGo = counted.sentNoted();
            counted.unacknowledged().forEach(parcel -> writer.write(parcel.octets(), mayGo));
            link = new Link.On(stream, writer);
            drain();
            answer.complete(true);
        });
        return answer;
    }

    // ---- the rest ------------------------------------------------------------------------------------------------

    @Override
    public @Nullable Presence presence() {
        return presence;
    }

    @Override
    public void presence(@Nullable Presence other) {
        presence = other;
    }

    @Override
    public <T> T attachment(Attachment<T> key) {
        return attachments.get(key);
    }

    /** What is kept of it over a restart. */
    Node state() {
        Node state = Node.of("urn:wockd:session:1", "session").plus(attachments.save());
        Presence now = presence;
        return now == null ? state : state.plus(now.node());
    }

    @Override
    public void close(StreamError error, String text) {
        onLoop(() -> {
            if (link instanceof Link.On(ClientStream stream, StreamWriter _)) {
                stream.close(error, text);
            } else if (link instanceof Link.Off) {
                over();
                shared.expired(this);
            }
        });
    }

    @Override
    public String toString() {
        return "ClientSession[" + jid + "]";
    }
}
