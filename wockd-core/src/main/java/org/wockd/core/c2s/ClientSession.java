package org.wockd.core.c2s;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamWriter;

/** A bound client stream, as the rest of the core sees it. */
final class ClientSession implements Session {
    private final Jid jid;
    private final StreamWriter writer;
    private final Attachment.Values attachments;
    private final BiConsumer<StreamError, String> close;
    private final Undelivered undelivered;
    private volatile @Nullable Presence presence;

    /** Told of a stanza that could not be written any more. */
    interface Undelivered {
        void undelivered(Stanza stanza);
    }

    ClientSession(
            Jid jid,
            StreamWriter writer,
            Attachment.Values attachments,
            BiConsumer<StreamError, String> close,
            Undelivered undelivered) {
        this.jid = jid;
        this.writer = writer;
        this.attachments = attachments;
        this.close = close;
        this.undelivered = undelivered;
    }

    @Override
    public Jid jid() {
        return jid;
    }

    @Override
    public void send(Stanza stanza) {
        writer.write(StanzaWriter.toClient(stanza), new StreamWriter.Fate() {
            @Override
            public void lost(Throwable cause) {
                undelivered.undelivered(stanza);
            }
        });
    }

    @Override
    public void send(Stanza stanza, Runnable written, Runnable lost) {
        writer.write(StanzaWriter.toClient(stanza), new StreamWriter.Fate() {
            @Override
            public void written() {
                written.run();
            }

            @Override
            public void lost(Throwable cause) {
                lost.run();
            }
        });
    }

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

    @Override
    public void close(StreamError error, String text) {
        close.accept(error, text);
    }

    @Override
    public String toString() {
        return "ClientSession[" + jid + "]";
    }
}
