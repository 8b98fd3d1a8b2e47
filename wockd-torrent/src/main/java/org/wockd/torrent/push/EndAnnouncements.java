package org.wockd.torrent.push;

import io.netty.util.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.Delivery;
import org.wockd.protocol.relay.LinkListener;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.xep.OriginId;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.torrent.downloads.DownloadEvent;
import org.wockd.torrent.downloads.DownloadListener;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.downloads.Downloads;
import org.wockd.torrent.face.TorrentXml;

/**
 * Tells the owner of a download that it has ended, in a message with a body, so that every client shows it and a user who
 * is offline finds it later.
 *
 * <p>An end is told until the core has it, across restarts of both: only then is it noted as told in the ledger, and the
 * message's id, which is its origin id too (XEP-0359), says which end it is, so that the core knows a repetition. It is sent again only when the link has lost it,
 * never while its acknowledgement is merely slow. What waits here is at most one message for each
 * download. Safe for use by many threads.
 */
public final class EndAnnouncements implements DownloadListener, LinkListener {
    private static final Logger LOG = LoggerFactory.getLogger(EndAnnouncements.class);
    private static final Duration RETRY = Duration.ofSeconds(30);

    /** Sends a message that is acknowledged; mostly {@link org.wockd.protocol.relay.RelayLink#sendAcknowledged}. */
    public interface Acknowledged {
        void send(Message message, Delivery delivery);
    }

    private record Key(String owner, String id) {}

    private static final class Announcement {
        private final Key key;
        private final Message message;
        private final boolean isEnd;
        /** Whether it was sent and neither heard of nor lost since; then it is not sent again, however long that takes. */
        private final AtomicBoolean underWay = new AtomicBoolean();

        private Announcement(Key key, Message message, boolean isEnd) {
            this.key = key;
            this.message = message;
            this.isEnd = isEnd;
        }
    }

    private final Jid relay;
    private final Acknowledged link;
    private final Timer timer;
    private final Executor blocking;
    private final Map<Key, Announcement> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean retrying = new AtomicBoolean();
    private volatile BiConsumer<String, String> announced = (owner, id) -> {};

    /**
     * @param relay the relay's domain, which the messages come from
     * @param blocking starts a virtual thread
     */
    public EndAnnouncements(Jid relay, Acknowledged link, Timer timer, Executor blocking) {
        this.relay = relay;
        this.link = link;
        this.timer = timer;
        this.blocking = blocking;
    }

    /** Notes in the ledger of these downloads what has been told; called before they start. */
    public void start(Downloads downloads) {
        announced = downloads::announced;
    }

    @Override
    public void on(DownloadEvent event) {
        switch (event) {
            case DownloadEvent.Finished(String owner, String id, DownloadView view) ->
                announce(new Announcement(new Key(owner, id), finished(owner, view), true));
            case DownloadEvent.Failed(String owner, String id, DownloadView view) ->
                announce(new Announcement(new Key(owner, id), failed(owner, view), false));
            case DownloadEvent.Removed(String owner, String id) -> waiting.remove(new Key(owner, id));
            case DownloadEvent.Added added -> {}
            case DownloadEvent.Progress progress -> {}
        }
    }

    @Override
    public void up() {
        waiting.values().forEach(this::send);
    }

    private void announce(Announcement announcement) {
        waiting.put(announcement.key, announcement);
        send(announcement);
    }

    private void send(Announcement announcement) {
        if (!announcement.underWay.compareAndSet(false, true)) {
            return;
        }
        link.send(announcement.message, new Delivery() {
            @Override
            public void delivered() {
                done(announcement);
            }

            @Override
            public void refused(StanzaError error) {
                if (error.type() == StanzaError.Type.WAIT) {
                    lost();
                } else {
                    LOG.warn("{} cannot be told about a download: {}", announcement.key.owner(), error);
                    done(announcement);
                }
            }

            @Override
            public void lost() {
                announcement.underWay.set(false);
                retry();
            }
        });
    }

    /** The link may be up all the while, and then nobody else would try again. */
    private void retry() {
        if (retrying.compareAndSet(false, true)) {
            timer.newTimeout(
                    t -> {
                        retrying.set(false);
                        waiting.values().forEach(this::send);
                    },
                    RETRY.toSeconds(),
                    TimeUnit.SECONDS);
        }
    }

    private void done(Announcement announcement) {
        if (waiting.remove(announcement.key, announcement) && announcement.isEnd) {
            blocking.execute(() -> announced.accept(announcement.key.owner(), announcement.key.id()));
        }
    }

    private Message finished(String owner, DownloadView view) {
        String body = "Finished: " + view.name() + " (" + view.status().wanted() + " bytes).\nIt is in " + view.folder()
                + ".";
        return message(
                owner,
                "finished-" + view.id() + "-" + view.addedAt().getEpochSecond(),
                body,
                TorrentXml.finished(view));
    }

    private Message failed(String owner, DownloadView view) {
        var failure = view.failure();
        String body = "Stopped: " + view.name() + ".\n" + (failure == null ? "" : failure.text() + "\n")
                + "Then say: resume " + view.id().substring(0, 8);
        String id = "failed-" + view.id() + "-" + Instant.now().toEpochMilli();
        return message(owner, id, body, TorrentXml.failed(view));
    }

    private Message message(String owner, String id, String body, Node what) {
        return new Message(
                relay,
                Jid.parse(owner),
                id,
                Message.Type.CHAT,
                null,
                Content.of(Node.of(Namespaces.CLIENT, "body").plus(body), what, OriginId.of(id)));
    }
}
