package org.wockd.torrent.face;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Node;
import org.wockd.torrent.downloads.DownloadEvent.Field;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.downloads.Ledger;
import org.wockd.torrent.downloads.Trackers;
import org.wockd.torrent.engine.TorrentStatus;
import org.wockd.torrent.intake.Metainfo;

/**
 * The elements of {@value #NAMESPACE}, as {@code docs/torrent-protocol.md} specifies them. Sizes are bytes, rates bytes per
 * second, times seconds, moments seconds since 1970-01-01T00:00:00Z; all are whole numbers.
 */
public final class TorrentXml {
    /** The namespace, and the feature of speaking the protocol. */
    public static final String NAMESPACE = "urn:wockd:torrent:1";

    /** The feature with which a client asks for events in its capabilities (XEP-0115, in the manner of XEP-0163 §4.3). */
    public static final String NOTIFY = NAMESPACE + "+notify";

    private TorrentXml() {}

    private static Node element(String local) {
        return Node.of(NAMESPACE, local);
    }

    /** A {@code <torrent/>} with all that is known. */
    public static Node torrent(DownloadView view) {
        Node torrent = changed(view, EnumSet.allOf(Field.class))
                .with("v1", view.infoHash().v1())
                .with("v2", view.infoHash().v2())
                .with("limit-down", view.limits().down())
                .with("limit-up", view.limits().up())
                .with("added", view.addedAt().getEpochSecond());
        Instant finished = view.finishedAt();
        if (finished != null) {
            torrent = torrent.with("finished", finished.getEpochSecond());
        }
        Ledger.@Nullable Failure failure = view.failure();
        return failure == null
                ? torrent
                : torrent.plus(
                        element("failure").with("code", word(failure.code())).plus(failure.text()));
    }

    /** A {@code <torrent/>} with all that is known, and what was heard of its trackers. */
    static Node shown(DownloadView view) {
        Trackers trackers = view.trackers();
        return torrent(view)
                .with("next-announce", trackers.secondsToNext(Instant.now()))
                .plus(trackers.all().stream()
                        .map(tracker -> {
                            Node node = element("tracker")
                                    .with("url", tracker.url())
                                    .with("state", word(tracker.state()));
                            return tracker.why().isEmpty() ? node : node.plus(tracker.why());
                        })
                        .toList());
    }

    /** A {@code <torrent/>} with its id and these fields alone, as it stands in an event. */
    public static Node changed(DownloadView view, Set<Field> fields) {
        TorrentStatus status = view.status();
        Node torrent = element("torrent").with("id", view.id());
        for (Field field : Field.values()) {
            if (fields.contains(field)) {
                torrent = switch (field) {
                    case NAME -> torrent.with("name", view.name());
                    case STATE -> torrent.with("state", word(status.state()));
                    case DONE -> torrent.with("done", status.done());
                    case WANTED -> torrent.with("wanted", status.wanted());
                    case DOWN -> torrent.with("down", status.down());
                    case UP -> torrent.with("up", status.up());
                    case DOWN_RATE -> torrent.with("down-rate", status.downRate());
                    case UP_RATE -> torrent.with("up-rate", status.upRate());
                    case PEERS -> torrent.with("peers", status.peers());
                    case SEEDS -> torrent.with("seeds", status.seeds());
                    case ETA -> torrent.with("eta", status.eta());
                };
            }
        }
        return torrent;
    }

    /** Some torrents. */
    public static Node torrents(List<DownloadView> views) {
        return element("torrents").plus(views.stream().map(TorrentXml::torrent).toList());
    }

    /**
     * A part of a list.
     *
     * @param total how many there are in all
     * @param from how many stand before the first of these
     */
    public static Node torrents(List<DownloadView> page, int total, int from) {
        return torrents(page).with("total", total).with("from", from);
    }

    /**
     * A part of a torrent's files.
     *
     * @param total how many there are in all
     * @param from how many stand before the first of these
     */
    public static Node files(String id, List<Metainfo.File> page, int total, int from) {
        return element("files")
                .with("torrent", id)
                .with("total", total)
                .with("from", from)
                .plus(page.stream()
                        .map(file -> element("file").with("path", file.path()).with("bytes", file.bytes()))
                        .toList());
    }

    /** What became of an add; {@code outcome} is {@code added} or {@code already}. */
    public static Node added(Enum<?> outcome, DownloadView view) {
        return element("added").with("outcome", word(outcome)).plus(torrent(view));
    }

    /** A torrent that its owner has no more, in an event. */
    public static Node removed(String id) {
        return element("removed").with("id", id);
    }

    /** The answer to a remove; {@code data} is {@code kept}, {@code deleted} or {@code still-wanted}. */
    public static Node removed(String id, Enum<?> data) {
        return removed(id).with("data", word(data));
    }

    /** An event, which goes into a headline message: {@code <torrent/>} and {@code <removed/>} in their order. */
    public static Node event(List<Node> changes) {
        return element("event").plus(changes);
    }

    /** Beside the body of the message that tells the end of a download. */
    public static Node finished(DownloadView view) {
        return element("finished").plus(torrent(view));
    }

    /** Beside the body of the message that tells that a download stopped by itself. */
    public static Node failed(DownloadView view) {
        return element("failed").plus(torrent(view));
    }

    /** An application's own condition in a stanza error, as {@code <bad-magnet/>}. */
    static Node condition(Enum<?> code) {
        return element(word(code));
    }

    /** A constant as it stands on the wire: lower case, with hyphens. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
