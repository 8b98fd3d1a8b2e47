package org.wockd.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wockd.protocol.service.PortsFile;
import org.wockd.protocol.service.Secret;

/** The core, as the distribution starts it, with limits that a load from one machine does not meet. */
public final class Wockd implements Server {
    /** The address of the component that may attach. */
    public static final String COMPONENT = "echo.localhost";

    /** What it has to show. */
    public static final Secret SECRET = new Secret("of echo.localhost");

    private static final Pattern COMPLAINT = Pattern.compile("LEAK:| WARN | ERROR |Exception");

    private final Path data;
    private final ServerProcess process;

    private Wockd(Path data, ServerProcess process) {
        this.data = data;
        this.process = process;
    }

    /**
     * Starts a core; returns when it listens.
     *
     * @param home where the distribution is
     * @param folder for all that it writes: an empty one, or that of a core that has stopped
     * @param archive whether messages are kept after they were delivered
     * @param javaOptions instead of those of the starting script; empty to leave them
     */
    public static Wockd start(Path home, Path folder, boolean archive, String javaOptions)
            throws IOException, InterruptedException {
        return start(
                home, folder, archive, javaOptions.isEmpty() ? Map.of() : Map.of("WOCKD_JAVA_OPTIONS", javaOptions));
    }

    /**
     * The same as before {@code bin/wockd-cache} was run: without its start cache, but with that of the classes of the JDK, which every
     * Java has.
     */
    public static Wockd startWithoutCache(Path home, Path folder, boolean archive)
            throws IOException, InterruptedException {
        Path bare = folder.resolve("wockd");
        if (Files.notExists(bare)) {
            withoutCache(home.toAbsolutePath(), bare);
        }
        return start(bare, folder, archive, Map.of("XDG_CACHE_HOME", folder.toString()));
    }

    /** The scripts look beside themselves, so they are copied; the rest is linked to. */
    private static void withoutCache(Path home, Path bare) throws IOException {
        Path bin = Files.createDirectories(bare.resolve("bin"));
        for (Path script : entries(home.resolve("bin"))) {
            Files.copy(script, bin.resolve(script.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path lib = Files.createDirectories(bare.resolve("lib"));
        for (Path library : entries(home.resolve("lib"))) {
            if (!library.toString().endsWith(".aot")) {
                Files.createSymbolicLink(lib.resolve(library.getFileName()), library);
            }
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static Wockd start(Path home, Path folder, boolean archive, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path data = folder.resolve("core");
        Path config = folder.resolve("core.yaml");
        Files.writeString(config, """
                data: "%s"
                hosts: [localhost]
                registration: open
                login:
                  iterations: 4096
                listen:
                  client: 127.0.0.1:0
                  client-tls: 127.0.0.1:0
                  relay: 127.0.0.1:0
                relays:
                  "%s":
                    secret: "%s"
                mailbox:
                  archive: %s
                  archive-size: 64 GiB
                  waiting: 1000000
                  relay-waiting: 1000000
                limits:
                  connections: 100000
                  connections-per-address: 100000
                  registrations: 100000
                  contacts: 100000
                rates:
                  stream-octets: 1 GiB
                  stream-octets-at-once: 1 GiB
                  stream-stanzas: 1000000
                  stream-stanzas-at-once: 1000000
                  account-octets: 1 GiB
                  account-octets-at-once: 1 GiB
                  account-stanzas: 1000000
                  account-stanzas-at-once: 1000000
                """.formatted(data, COMPONENT, SECRET.value(), archive ? "always" : "never"));
        String script = home.resolve("bin/wockd").toAbsolutePath().toString();
        ProcessBuilder builder = new ProcessBuilder(List.of(script, "run", "--config", config.toString()));
        builder.environment().putAll(environment);
        return new Wockd(data, new ServerProcess(builder, folder.resolve("core.log"), " is up: ", COMPLAINT));
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public long begun() {
        return process.begun();
    }

    @Override
    public InetSocketAddress clients() throws IOException {
        return listener("client");
    }

    /** Where it listens for clients with TLS from the first octet. */
    public InetSocketAddress clientsUnderTls() throws IOException {
        return listener("client-tls");
    }

    @Override
    public InetSocketAddress components() throws IOException {
        return listener("relay");
    }

    private InetSocketAddress listener(String name) throws IOException {
        return Files.readAllLines(PortsFile.of(data, "core")).stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(line.substring(name.length() + 1))))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public long complained() {
        return process.complained();
    }

    @Override
    public List<String> complaints() {
        return process.complaints();
    }

    /** Stops it in order; does nothing where it was stopped before. */
    public void stop() {
        process.close();
    }

    @Override
    public void close() {
        stop();
    }
}
