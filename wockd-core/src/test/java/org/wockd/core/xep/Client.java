package org.wockd.core.xep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.store.Entry;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamError;

/** A client's end of its stream: what it is sent is kept until the play looks. */
final class Client implements Session {
    private final Stage stage;
    private final Jid jid;
    private final Attachment.Values attachments = new Attachment.Values();
    private final List<String> seen = new ArrayList<>();
    private final Queue<Long> unread = new ArrayDeque<>();
    private @Nullable Presence presence;
    private boolean stalled;
    private @Nullable String awaited;
    private Runnable then = () -> {};

    Client(Stage stage, Jid jid) {
        this.stage = stage;
        this.jid = jid;
    }

    void sends(String xml) {
        stage.takes(Stage.parse(xml).from(jid), this::send);
    }

    /** What it was sent since the last call. */
    List<String> sees() {
        List<String> all = List.copyOf(seen);
        seen.clear();
        return all;
    }

    /** What it was sent since the last call without roster pushes. */
    List<String> seesOfOthers() {
        return sees().stream().filter(xml -> !xml.contains("jabber:iq:roster")).toList();
    }

    /** Something happens once, when the client is sent a text. */
    void when(String text, Runnable happens) {
        awaited = text;
        then = happens;
    }

    /** From now on the network takes nothing. */
    void stalls() {
        stalled = true;
    }

    /** The network takes so many of what waits. */
    void reads(int count) {
        for (int i = 0; i < count; i++) {
            stage.office.receipts().delivered(this, unread.remove());
        }
        stage.settles();
    }

    /** Its stream ends. */
    void leaves() {
        stage.ends(this);
        unread.forEach(row -> stage.office.receipts().lost(this, row));
        unread.clear();
        stage.settles();
    }

    @Override
    public Jid jid() {
        return jid;
    }

    @Override
    public void send(Stanza stanza, long row) {
        String xml = Stage.xml(stanza);
        seen.add(xml);
        if (awaited != null && xml.contains(awaited)) {
            awaited = null;
            then.run();
        }
        if (row == 0) {
            return;
        }
        if (stalled) {
            unread.add(row);
        } else {
            stage.office.receipts().delivered(this, row);
        }
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
        throw new AssertionError("no play expects this: " + text);
    }
}
