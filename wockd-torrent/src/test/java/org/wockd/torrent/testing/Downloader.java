package org.wockd.torrent.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.wockd.protocol.service.Database;
import org.wockd.torrent.downloads.DataFolder;
import org.wockd.torrent.downloads.DownloadEvent;
import org.wockd.torrent.downloads.DownloadException;
import org.wockd.torrent.downloads.DownloadLimits;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.downloads.Downloads;
import org.wockd.torrent.downloads.SqlLedger;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.EngineException;
import org.wockd.torrent.engine.EngineSettings;
import org.wockd.torrent.engine.Libtorrent4jEngine;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.intake.AddressPolicy;
import org.wockd.torrent.intake.Magnet;
import org.wockd.torrent.intake.Metainfo;

/**
 * The whole service without a face: commands a line on standard input, answers and events a line on standard output.
 *
 * <p>Arguments: the data folder and the port. Commands: {@code add OWNER MAGNET-OR-FILE RATE}, {@code list OWNER},
 * {@code pause OWNER ID}, {@code resume OWNER ID}, {@code remove OWNER ID keep|delete}, {@code announced OWNER ID},
 * {@code trackers OWNER ID}.
 */
public final class Downloader {

    private Downloader() {}

    /** Runs until standard input ends. */
    public static void main(String[] args) throws Exception {
        try (DataFolder folder = DataFolder.open(Path.of(args[0]));
                Database database = Database.open(
                        Database.sqlite(folder.ledger()), "classpath:db/torrent", new SimpleMeterRegistry())) {
            Downloads downloads = new Downloads(
                    new Libtorrent4jEngine(EngineSettings.loopback(folder.natives(), Integer.parseInt(args[1]))),
                    new SqlLedger(database.jdbi()),
                    folder.downloads(),
                    AddressPolicy.allowing(List.of("127.0.0.0/8")),
                    DownloadLimits.DEFAULT,
                    Downloader::print);
            downloads.start();
            System.out.println("ready");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                try {
                    System.out.println(command(downloads, line.split(" ")));
                } catch (DownloadException e) {
                    System.out.println("error " + e.code() + " " + e.getMessage());
                }
            }
            downloads.stop();
        } catch (EngineException | DownloadException e) {
            System.out.println("refused " + e.getMessage());
            System.exit(1);
        }
    }

    private static String command(Downloads downloads, String[] words) throws Exception {
        String owner = words[1];
        return switch (words[0]) {
            case "add" -> {
                Source source = Magnet.looksLike(words[2])
                        ? new Source.FromMagnet(Magnet.parse(words[2]))
                        : new Source.FromMetainfo(Metainfo.parse(Files.readAllBytes(Path.of(words[2]))));
                Downloads.AddAnswer answer =
                        downloads.add(owner, source, false, new RateLimits(Integer.parseInt(words[3]), 0));
                yield answer.outcome() + " " + answer.view().id();
            }
            case "list" -> {
                StringBuilder out = new StringBuilder("list");
                downloads.list(owner).forEach(view -> out.append(' ').append(text(view)));
                yield out.toString();
            }
            case "pause" -> "paused " + text(downloads.pause(owner, words[2]));
            case "resume" -> "resumed " + text(downloads.resume(owner, words[2]));
            case "remove" -> "removed " + downloads.remove(owner, words[2], words[3].equals("delete"));
            case "trackers" ->
                "trackers "
                        + downloads
                                .find(owner, words[2])
                                .orElseThrow()
                                .trackers()
                                .all();
            case "announced" -> {
                downloads.announced(owner, words[2]);
                yield "noted";
            }
            default -> "what?";
        };
    }

    private static void print(DownloadEvent event) {
        switch (event) {
            case DownloadEvent.Added e -> System.out.println("event added " + e.owner() + " " + e.id());
            case DownloadEvent.Progress e -> System.out.println("event progress " + e.owner() + " " + text(e.view()));
            case DownloadEvent.Finished e -> System.out.println("event finished " + e.owner() + " " + text(e.view()));
            case DownloadEvent.Failed e ->
                System.out.println("event failed " + e.owner() + " " + text(e.view()) + " "
                        + e.view().failure());
            case DownloadEvent.Removed e -> System.out.println("event removed " + e.owner() + " " + e.id());
        }
    }

    private static String text(DownloadView view) {
        return "[" + view.id() + "," + view.status().state() + ",done="
                + view.status().done() + ",wanted=" + view.status().wanted() + ",down="
                + view.status().down() + "]";
    }
}
