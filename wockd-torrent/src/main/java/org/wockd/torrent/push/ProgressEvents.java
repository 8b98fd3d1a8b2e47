package org.wockd.torrent.push;

import io.netty.util.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.Presences;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.xml.Node;
import org.wockd.torrent.downloads.DownloadEvent;
import org.wockd.torrent.downloads.DownloadEvent.Field;
import org.wockd.torrent.downloads.DownloadListener;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.downloads.Downloads;
import org.wockd.torrent.face.TorrentXml;

/**
 * Pushes what changes to the clients that asked for it in their capabilities ({@link TorrentXml#NOTIFY}).
 *
 * <p>A client gets all torrents of its user when it appears, and from then on what has changed: at most one message for
 * each interval, with the torrents that moved and the fields that are different. Values are absolute, so one that is left
 * out or repeated does no harm. Nothing is kept for users none of whose clients asked. Safe for use by many threads.
 */
public final class ProgressEvents implements DownloadListener {
    private final Jid relay;
    private final Presences presences;
    private final Consumer<Stanza> send;
    private final Timer timer;
    private final Duration interval;
    private final Map<String, Map<String, Change>> changes = new LinkedHashMap<>();
    private boolean scheduled;

    /** What is new of one torrent; no view for one that was removed. */
    private record Change(
            Set<Field> fields, boolean whole, @Nullable DownloadView view) {
        Change then(Change later) {
            if (later.view == null || later.whole || view == null) {
                return later;
            }
            Set<Field> both = EnumSet.noneOf(Field.class);
            both.addAll(fields);
            both.addAll(later.fields);
            return new Change(both, whole, later.view);
        }

        Node node(String id) {
            if (view == null) {
                return TorrentXml.removed(id);
            }
            return whole ? TorrentXml.torrent(view) : TorrentXml.changed(view, fields);
        }
    }

    /**
     * @param relay the relay's domain, which the events come from
     * @param send mostly {@link org.wockd.protocol.relay.RelayLink#send}
     * @param interval the shortest time between two events for one user
     */
    public ProgressEvents(Jid relay, Presences presences, Consumer<Stanza> send, Timer timer, Duration interval) {
        this.relay = relay;
        this.presences = presences;
        this.send = send;
        this.timer = timer;
        this.interval = interval;
    }

    /** Begins to push. */
    public void start(Downloads all) {
        presences.watch((client, features) -> {
            if (features.contains(TorrentXml.NOTIFY)) {
                Thread.ofVirtual().name("snapshot").start(() -> snapshot(client, all));
            }
        });
    }

    private void snapshot(Jid client, Downloads all) {
        List<Node> torrents = all.list(client.bare().toString()).stream()
                .map(TorrentXml::torrent)
                .toList();
        if (!torrents.isEmpty()) {
            send.accept(event(client, torrents));
        }
    }

    @Override
    public void on(DownloadEvent event) {
        switch (event) {
            case DownloadEvent.Added added -> note(added, new Change(Set.of(), true, added.view()));
            case DownloadEvent.Progress moved -> note(moved, new Change(moved.changed(), false, moved.view()));
            case DownloadEvent.Finished finished -> note(finished, new Change(Set.of(), true, finished.view()));
            case DownloadEvent.Failed failed -> note(failed, new Change(Set.of(), true, failed.view()));
            case DownloadEvent.Removed removed -> note(removed, new Change(Set.of(), false, null));
        }
    }

    private synchronized void note(DownloadEvent event, Change change) {
        if (interested(event.owner()).isEmpty()) {
            return;
        }
        changes.computeIfAbsent(event.owner(), owner -> new LinkedHashMap<>()).merge(event.id(), change, Change::then);
        if (!scheduled) {
            scheduled = true;
            timer.newTimeout(t -> flush(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void flush() {
        Map<String, List<Node>> due = new LinkedHashMap<>();
        synchronized (this) {
            scheduled = false;
            changes.forEach((owner, torrents) -> {
                List<Node> nodes = new ArrayList<>();
                torrents.forEach((id, change) -> nodes.add(change.node(id)));
                due.put(owner, nodes);
            });
            changes.clear();
        }
        due.forEach((owner, nodes) -> interested(owner).forEach(client -> send.accept(event(client, nodes))));
    }

    private List<Jid> interested(String owner) {
        return presences.interested(Jid.parse(owner), TorrentXml.NOTIFY);
    }

    private Message event(Jid client, List<Node> torrents) {
        return new Message(relay, client, null, Message.Type.HEADLINE, null, Content.of(TorrentXml.event(torrents)));
    }
}
