package org.wockd.torrent.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.wockd.torrent.engine.AddTorrent;
import org.wockd.torrent.engine.EngineEvent;
import org.wockd.torrent.engine.EngineSettings;
import org.wockd.torrent.engine.Libtorrent4jEngine;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.intake.Metainfo;

/**
 * A process that seeds one made file on loopback until its standard input ends.
 *
 * <p>Arguments: a folder, MiB of data, the seed of the data, bytes per second (0 for no limit). Once it serves it prints
 * {@code port N}, {@code torrent PATH}, {@code file PATH}, {@code sha256 HEX}, {@code magnet URI} and {@code ready}, a
 * line each. The magnet names this peer. At its end it prints {@code uploaded N}, the bytes of data it has sent.
 */
public final class Seeder {

    private Seeder() {}

    /** Runs the seeder. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path file = folder.resolve("data-" + args[2] + ".bin");
        Files.createDirectories(folder);
        TestTorrent.data(file, Long.parseLong(args[1]) << 20, Long.parseLong(args[2]));
        Path torrent = folder.resolve("data-" + args[2] + ".torrent");
        byte[] raw = TestTorrent.of(file, 256 * 1024);
        Files.write(torrent, raw);
        Metainfo metainfo = Metainfo.parse(raw);
        Libtorrent4jEngine engine = new Libtorrent4jEngine(EngineSettings.loopback(folder.resolve("native"), 0));
        CountDownLatch seeding = new CountDownLatch(1);
        AtomicLong uploaded = new AtomicLong();
        engine.start(event -> {
            if (event instanceof EngineEvent.StatusChanged s) {
                uploaded.set(s.torrents().getFirst().up());
                if (s.torrents().getFirst().complete()) {
                    seeding.countDown();
                }
            }
        });
        String id = metainfo.infoHash().id();
        engine.add(new AddTorrent(
                id,
                new AddTorrent.Source.FromMetainfo(metainfo),
                folder,
                null,
                false,
                new RateLimits(0, Integer.parseInt(args[3]))));
        seeding.await();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("port", engine.port());
        facts.put("torrent", torrent);
        facts.put("file", file);
        facts.put("sha256", TestTorrent.sha256(file));
        facts.put(
                "magnet",
                "magnet:?xt=urn:btih:" + id + "&dn=" + file.getFileName() + "&x.pe=127.0.0.1:" + engine.port());
        facts.forEach((key, value) -> System.out.println(key + " " + value));
        System.out.println("ready");
        awaitEnd();
        engine.stop();
        System.out.println("uploaded " + uploaded);
    }

    private static void awaitEnd() throws IOException {
        while (System.in.read() >= 0) {
            // Whatever is typed is of no interest.
        }
    }
}
