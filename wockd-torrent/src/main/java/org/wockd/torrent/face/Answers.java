package org.wockd.torrent.face;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.relay.CommandResult;
import org.wockd.protocol.relay.CommandResult.Column;
import org.wockd.protocol.relay.CommandResult.Table;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.downloads.Downloads.AddAnswer;
import org.wockd.torrent.downloads.Downloads.AddOutcome;
import org.wockd.torrent.downloads.Downloads.DataOutcome;
import org.wockd.torrent.downloads.Ledger;
import org.wockd.torrent.engine.TorrentStatus;
import org.wockd.torrent.intake.Metainfo;

/** What the commands answer, each for all three faces. */
final class Answers {
    private static final List<Column> LIST = List.of(
            Column.text("id", "Info-hash"),
            Column.text("name", "Name"),
            Column.text("state", "State"),
            Column.whole("done", "Done (bytes)"),
            Column.whole("wanted", "Wanted (bytes)"),
            Column.whole("down-rate", "Down (bytes per second)"),
            Column.whole("up-rate", "Up (bytes per second)"),
            Column.whole("eta", "Time left (seconds)"));
    private static final List<Column> SHOW = List.of(
            Column.text("id", "Info-hash"),
            Column.text("name", "Name"),
            Column.text("state", "State"),
            Column.whole("done", "Done (bytes)"),
            Column.whole("wanted", "Wanted (bytes)"),
            Column.whole("down", "Received (bytes)"),
            Column.whole("up", "Sent (bytes)"),
            Column.whole("down-rate", "Down (bytes per second)"),
            Column.whole("up-rate", "Up (bytes per second)"),
            Column.whole("peers", "Peers"),
            Column.whole("seeds", "Seeds among them"),
            Column.whole("eta", "Time left (seconds)"),
            Column.whole("limit-down", "Limit down (bytes per second, 0 for none)"),
            Column.whole("limit-up", "Limit up (bytes per second, 0 for none)"),
            Column.text("failure", "Stopped because"),
            Column.text("trackers", "Trackers"));
    private static final List<Column> FILES = List.of(Column.text("path", "File"), Column.whole("bytes", "Bytes"));

    private Answers() {}

    private static String named(int number, DownloadView view) {
        return number + ": " + view.name();
    }

    static CommandResult added(AddAnswer answer, int number) {
        DownloadView view = answer.view();
        return CommandResult.said(
                        answer.outcome() == AddOutcome.ADDED
                                ? "Added as " + named(number, view) + ". I will tell you when it is complete."
                                : "You have it already as " + named(number, view) + " (" + Words.progress(view) + ").")
                .with(TorrentXml.added(answer.outcome(), view));
    }

    static CommandResult list(List<DownloadView> page, int total, int from, Map<String, Integer> numbers) {
        List<String> lines = new ArrayList<>();
        for (DownloadView view : page) {
            lines.add(named(numbers.getOrDefault(view.id(), 0), view) + " – " + Words.progress(view));
        }
        if (total == 0) {
            lines.add("You have no torrents. Send me a magnet link to get one.");
        } else {
            more(lines, "list", page.size(), total, from);
        }
        return CommandResult.said(lines)
                .with(Table.rows(
                        LIST, page.stream().map(view -> row(view, LIST)).toList()))
                .with(TorrentXml.torrents(page, total, from));
    }

    static CommandResult show(DownloadView view, int number) {
        TorrentStatus status = view.status();
        List<String> lines = new ArrayList<>(List.of(
                named(number, view) + " – " + Words.progress(view),
                "Received " + Words.bytes(status.down()) + ", sent " + Words.bytes(status.up()) + "; " + status.peers()
                        + " peers, " + status.seeds() + " of them with all of it",
                "Limits: down " + Words.rate(view.limits().down()) + ", up "
                        + Words.rate(view.limits().up()),
                "Info-hash: " + view.id()));
        lines.addAll(Words.trackers(view.trackers()));
        return CommandResult.said(lines)
                .with(Table.fields(SHOW, row(view, SHOW)))
                .with(TorrentXml.shown(view));
    }

    private static List<String> row(DownloadView view, List<Column> columns) {
        var torrent = TorrentXml.torrent(view);
        return columns.stream()
                .map(column -> {
                    String value = torrent.attribute(column.name());
                    return value != null
                            ? value
                            : switch (column.name()) {
                                case "failure" -> failure(view);
                                case "trackers" -> String.join("; ", Words.trackers(view.trackers()));
                                default -> "";
                            };
                })
                .toList();
    }

    private static String failure(DownloadView view) {
        Ledger.@Nullable Failure failure = view.failure();
        return failure == null ? "" : failure.text();
    }

    static CommandResult files(DownloadView view, List<Metainfo.File> page, int total, int from, int number) {
        List<String> lines = new ArrayList<>(List.of(named(number, view) + " – " + total + " files"));
        for (Metainfo.File file : page) {
            lines.add(file.path() + " (" + Words.bytes(file.bytes()) + ")");
        }
        more(lines, "files " + number, page.size(), total, from);
        return CommandResult.said(lines)
                .with(Table.rows(
                        FILES,
                        page.stream()
                                .map(file -> List.of(file.path(), Long.toString(file.bytes())))
                                .toList()))
                .with(TorrentXml.files(view.id(), page, total, from));
    }

    private static void more(List<String> lines, String words, int shown, int total, int from) {
        if (from + shown < total) {
            lines.add((total - from - shown) + " more: " + words + " from=" + (from + shown));
        } else if (shown == 0 && from > 0) {
            lines.add("There are " + total + ", so none from " + from + " on.");
        }
    }

    static CommandResult changed(String what, List<DownloadView> views, Map<String, Integer> numbers) {
        return CommandResult.said(
                        views.isEmpty()
                                ? "You have no torrents, so there was nothing to do."
                                : views.stream()
                                        .map(view -> named(numbers.getOrDefault(view.id(), 0), view))
                                        .collect(Collectors.joining("\n", what + " ", "")))
                .with(TorrentXml.torrents(views));
    }

    static CommandResult removed(DownloadView view, DataOutcome data) {
        return CommandResult.said("Removed " + view.name() + ". "
                        + switch (data) {
                            case KEPT -> "Its data stays on disk.";
                            case DELETED -> "Its data is deleted.";
                            case STILL_WANTED -> "Its data stays, as somebody else has this torrent too.";
                        })
                .with(TorrentXml.removed(view.id(), data));
    }

    static CommandResult limited(DownloadView view, int number) {
        return CommandResult.said("Limits of " + named(number, view) + " – down "
                        + Words.rate(view.limits().down()) + ", up "
                        + Words.rate(view.limits().up()))
                .with(TorrentXml.torrent(view));
    }
}
