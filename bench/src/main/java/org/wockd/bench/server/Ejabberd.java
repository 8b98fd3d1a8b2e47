package org.wockd.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Debian's ejabberd in the foreground, with the options of its own starting script, but as a node that nobody else finds:
 * without epmd, and with its port of distribution on loopback.
 */
public final class Ejabberd {
    /** Its starting script, which is there where it is installed. */
    public static final Path PROGRAM = Path.of("/usr/sbin/ejabberdctl");

    private static final String LIBRARIES =
            "/usr/lib/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu";
    private static final Pattern COMPLAINT = Pattern.compile("\\[(error|critical)\\]");

    private Ejabberd() {}

    /** Starts one; returns when it listens. */
    public static Server start(Setting setting) throws IOException, InterruptedException {
        int[] ports = FreePorts.take(4);
        Path folder = setting.folder();
        Path config = Files.writeString(folder.resolve("ejabberd.yml"), configuration(setting, ports));
        Path spool = Files.createDirectories(folder.resolve("ejabberd"));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "/usr/bin/erl",
                "-sname",
                "bench@localhost",
                "-setcookie",
                "bench",
                "-start_epmd",
                "false",
                "-erl_epmd_port",
                Integer.toString(ports[3]),
                "-kernel",
                "inet_dist_use_interface",
                "{127,0,0,1}",
                "+K",
                "true",
                "+P",
                "250000",
                "-mnesia",
                "dir",
                "\"" + spool + "\"",
                "-s",
                "ejabberd",
                "-noinput"));
        builder.directory(spool.toFile());
        builder.environment()
                .putAll(Map.of(
                        "HOME",
                        spool.toString(),
                        "ERL_LIBS",
                        LIBRARIES,
                        "ERL_MAX_PORTS",
                        "32000",
                        "ERL_MAX_ETS_TABLES",
                        "1400",
                        "ERL_CRASH_DUMP_BYTES",
                        "0",
                        "EJABBERD_CONFIG_PATH",
                        config.toString(),
                        "EJABBERD_LOG_PATH",
                        folder.resolve("ejabberd-own.log").toString()));
        ServerProcess process = new ServerProcess(
                builder,
                folder.resolve("ejabberd.log"),
                "connections at 127.0.0.1:" + ports[0] + " for ejabberd_c2s",
                COMPLAINT);
        return new Listening(process, FreePorts.loopback(ports[0]), FreePorts.loopback(ports[2]));
    }

    static String configuration(Setting setting, int... ports) {
        return """
                loglevel: info
                hosts: [localhost]
                certfiles: ["%s"]
                auth_password_format: scram
                auth_scram_hash: sha256
                disable_sasl_mechanisms: [digest-md5, X-OAUTH2]
                listen:
                  - {port: %d, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 262144, starttls_required: true}
                  - {port: %d, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 262144, tls: true}
                  - port: %d
                    ip: "127.0.0.1"
                    module: ejabberd_service
                    hosts:
                      "%s": {password: "%s"}
                registration_timeout: infinity
                modules:
                  mod_adhoc: {}
                  mod_blocking: {}
                  mod_caps: {}
                  mod_carboncopy: {}
                  mod_client_state: {}
                  mod_disco: {}
                  mod_last: {}
                  mod_offline: {}
                  mod_ping: {}
                  mod_privacy: {}
                  mod_private: {}
                  mod_pubsub: {plugins: [flat, pep]}
                  mod_register: {access: all, ip_access: all, password_strength: 0}
                  mod_roster: {versioning: true}
                  mod_stream_mgmt: {}
                  mod_vcard: {search: false}
                  mod_version: {}
                %s""".formatted(
                        setting.keys().both(),
                        ports[0],
                        ports[1],
                        ports[2],
                        Wockd.COMPONENT,
                        Wockd.SECRET.value(),
                        setting.archive() ? "  mod_mam: {default: always}\n" : "");
    }
}
