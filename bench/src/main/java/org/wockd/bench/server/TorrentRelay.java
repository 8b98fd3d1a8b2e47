package org.wockd.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The BitTorrent relay, as the distribution starts it, with nobody to talk to but the core. */
public final class TorrentRelay {
    private static final Pattern COMPLAINT = Pattern.compile(" WARN | ERROR |Exception");

    private TorrentRelay() {}

    /**
     * Starts one as the component that the core knows; returns when the core has let it in.
     *
     * @param home where the distribution is
     * @param folder for all that it writes
     */
    public static Server start(Path home, Path folder, Server core) throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("torrent.yaml"), """
                data: "%s"
                domain: %s
                core:
                  address: 127.0.0.1:%d
                  secret: "%s"
                swarm:
                  listen: ["127.0.0.1:0"]
                  dht: false
                  discovery: false
                """.formatted(
                folder.resolve("torrent"), Wockd.COMPONENT, core.components().getPort(), Wockd.SECRET.value()));
        String script = home.resolve("bin/wockd-torrent").toAbsolutePath().toString();
        ProcessBuilder builder = new ProcessBuilder(List.of(script, "--config", config.toString()));
        ServerProcess process =
                new ServerProcess(builder, folder.resolve("torrent.log"), "has accepted " + Wockd.COMPONENT, COMPLAINT);
        return new Listening(process, core.clients(), core.components());
    }
}
