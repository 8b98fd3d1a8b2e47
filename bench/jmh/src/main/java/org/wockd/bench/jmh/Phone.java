package org.wockd.bench.jmh;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.store.Entry;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.stream.StreamError;

/** A client's end that is available, and has the octets of what it was sent last. */
final class Phone implements Session {
    private final Jid jid;
    private final Presence presence;
    private final Attachment.Values attachments = new Attachment.Values();
    private byte[] written = {};

    Phone(Jid jid) {
        this.jid = jid;
        this.presence = Presence.of(jid, jid.bare(), Presence.Type.AVAILABLE);
    }

    /** The octets of the last stanza. */
    byte[] written() {
        return written;
    }

    @Override
    public Jid jid() {
        return jid;
    }

    @Override
    public void send(Stanza stanza, long row) {
        written = StanzaWriter.toClient(stanza);
    }

    @Override
    public CompletableFuture<Void> flushed() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Entry.@Nullable Counted counted() {
        return null;
    }

    @Override
    public Presence presence() {
        return presence;
    }

    @Override
    public void presence(@Nullable Presence other) {
        throw new UnsupportedOperationException("this client stays available");
    }

    @Override
    public <T> T attachment(Attachment<T> key) {
        return attachments.get(key);
    }

    @Override
    public void close(StreamError error, String text) {
        throw new IllegalStateException("closed: " + error + ", " + text);
    }
}
