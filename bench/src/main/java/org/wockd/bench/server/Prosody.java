package org.wockd.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Debian's prosody in the foreground: its defaults (epoll, incremental collector, internal storage), without the limits on
 * rates that Debian's configuration has.
 */
public final class Prosody {
    /** Its program. */
    public static final Path PROGRAM = Path.of("/usr/bin/prosody");

    private static final Pattern COMPLAINT = Pattern.compile("\\berror\\t");

    private Prosody() {}

    /** Starts one; returns when it listens. */
    public static Server start(Setting setting) throws IOException, InterruptedException {
        int[] ports = FreePorts.take(3);
        Path folder = setting.folder();
        Path config = Files.writeString(folder.resolve("prosody.cfg.lua"), configuration(setting, ports));
        ProcessBuilder builder = new ProcessBuilder(List.of(PROGRAM.toString(), "-F", "--config", config.toString()));
        ServerProcess process =
                new ServerProcess(builder, folder.resolve("prosody.log"), "Activated service 'c2s' on", COMPLAINT);
        return new Listening(process, FreePorts.loopback(ports[0]), FreePorts.loopback(ports[2]));
    }

    static String configuration(Setting setting, int... ports) throws IOException {
        Path data = Files.createDirectories(setting.folder().resolve("prosody"));
        return """
                run_as_root = true
                data_path = "%s"
                network_backend = "epoll"
                interfaces = { "127.0.0.1" }
                local_interfaces = { "127.0.0.1" }
                c2s_ports = { %d }
                c2s_direct_tls_ports = { %d }
                component_ports = { %d }
                http_ports = { }
                https_ports = { }
                modules_enabled = {
                  "disco"; "roster"; "saslauth"; "tls"; "blocklist"; "bookmarks"; "carbons"; "pep"; "private"; "smacks";
                  "vcard4"; "vcard_legacy"; "csi_simple"; "ping"; "register"; "time"; "uptime"; "version"; "posix"; %s
                }
                modules_disabled = { "s2s" }
                allow_registration = true
                c2s_require_encryption = true
                authentication = "internal_hashed"
                password_hash = "SHA-256"
                default_iteration_count = %d
                certificates = "%s"
                ssl = { key = "%s"; certificate = "%s" }
                log = { { levels = { min = "info" }; to = "console" } }
                VirtualHost "localhost"
                Component "%s"
                  component_secret = "%s"
                """.formatted(
                        data,
                        ports[0],
                        ports[1],
                        ports[2],
                        setting.archive() ? "\"mam\";" : "",
                        Setting.ITERATIONS,
                        setting.keys().key().getParent(),
                        setting.keys().key(),
                        setting.keys().certificate(),
                        Wockd.COMPONENT,
                        Wockd.SECRET.value());
    }
}
