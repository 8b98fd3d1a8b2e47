package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A core and a BitTorrent relay as the distribution starts them, each a process, on any free ports of loopback. Where the
 * distribution is, is told by the system property wockd.home.
 */
public final class Household implements AutoCloseable {

    public static final String PASSWORD = "wherefore art thou";
    private static final Path BIN =
            Path.of(System.getProperty("wockd.home", "target/wockd"), "bin").toAbsolutePath();

    private static final List<String> CORE = List.of(BIN.resolve("wockd").toString(), "run");

    private final Path folder;
    private final Running core;
    private @Nullable Running relay;

    private Household(Path folder, Running core) {
        this.folder = folder;
        this.core = core;
    }

    /** Starts the core; returns when it listens. */
    static Household open(Path folder) throws Exception {
        return open(folder, CORE);
    }

    /** The same by another command, to which {@code --config FILE} is added. */
    static Household open(Path folder, List<String> command) throws Exception {
        return open(folder, command, """
                relays:
                  torrent.localhost:
                    secret: of the household
                """);
    }

    /**
     * Starts a core that knows of no relay; returns when it listens.
     *
     * @param more what else stands in its configuration, YAML
     */
    public static Household openWithoutRelay(Path folder, String more) throws Exception {
        return open(folder, CORE, more);
    }

    private static Household open(Path folder, List<String> command, String relays) throws Exception {
        Path config = folder.resolve("core.yaml");
        Files.writeString(config, """
                data: "%s"
                hosts: [localhost]
                listen:
                  client: 127.0.0.1:0
                  client-tls: 127.0.0.1:0
                  relay: 127.0.0.1:0
                %s""".formatted(folder.resolve("core"), relays));
        var whole = new ArrayList<>(command);
        whole.addAll(List.of("--config", config.toString()));
        Running core = Running.start("core", new ProcessBuilder(whole));
        Household household = new Household(folder, core);
        try {
            core.await(" is up: ");
        } catch (AssertionError e) {
            household.close();
            throw e;
        }
        return household;
    }

    private static ProcessBuilder script(String name, String... arguments) {
        var command = new ArrayList<>(List.of(BIN.resolve(name).toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Makes an account with {@link #PASSWORD}, as an operator would. */
    public void addUser(String name) throws Exception {
        try (Running command = Running.start(
                "wockd user add",
                script(
                        "wockd",
                        "user",
                        "add",
                        name + "@localhost",
                        "--config",
                        config("core").toString()))) {
            assertThat(command.finish(PASSWORD + "\n")).as("%s", command).isZero();
        }
    }

    /** Starts the relay, also after it was killed; returns when it is ready and on its way to the core. */
    void startRelay() throws Exception {
        Files.writeString(config("torrent"), """
                data: "%s"
                core:
                  address: 127.0.0.1:%d
                  secret: of the household
                swarm:
                  listen: ["127.0.0.1:0"]
                  utp: false
                  dht: false
                  discovery: false
                  several-peers-per-address: true
                fetch:
                  allow-networks: ["127.0.0.0/8"]
                """.formatted(folder.resolve("torrent"), port("relay")));
        Running started = Running.start(
                "relay", script("wockd-torrent", "--config", config("torrent").toString()));
        relay = started;
        started.await(" is up: ");
        started.await("has accepted torrent.localhost");
    }

    /** SIGKILL to the relay. */
    void killRelay() throws InterruptedException {
        if (relay != null) {
            relay.kill();
        }
    }

    private Path config(String process) {
        return folder.resolve(process + ".yaml");
    }

    /** Where the core listens, by what it wrote down. */
    public int port(String listener) throws IOException {
        return Files.readAllLines(folder.resolve("core/run/core.ports")).stream()
                .filter(line -> line.startsWith(listener + "="))
                .map(line -> Integer.parseInt(line.substring(listener.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Trusts the certificate that the core made for itself, and no other. */
    public X509TrustManager trust() throws Exception {
        KeyStore one = KeyStore.getInstance(KeyStore.getDefaultType());
        one.load(null, null);
        try (InputStream pem = Files.newInputStream(folder.resolve("core/self-signed.crt.pem"))) {
            one.setCertificateEntry(
                    "core", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(one);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** The file of this name that the relay has downloaded. */
    Path downloaded(String name) throws IOException {
        try (var files = Files.walk(folder.resolve("torrent/downloads"))) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no file " + name + " in the downloads"));
        }
    }

    /** SIGTERM to the core. */
    int stopCore() throws InterruptedException {
        return core.stop();
    }

    /** What the processes have said. */
    @Override
    public String toString() {
        return core + "\n" + relay;
    }

    /** Stops in order, as a supervisor does. */
    @Override
    public void close() {
        try (Running lastCore = core;
                Running lastRelay = relay) {
            if (lastRelay != null) {
                lastRelay.stop();
            }
            lastCore.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
