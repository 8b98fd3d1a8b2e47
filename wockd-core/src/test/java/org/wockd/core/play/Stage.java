package org.wockd.core.play;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wockd.core.Core;
import org.wockd.core.CoreConfig;
import org.wockd.core.auth.ScramSecrets;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.Configuration;
import org.wockd.protocol.service.Database;
import org.wockd.protocol.service.RunningService;

/** A core that runs inside the test, with the accounts alice and bob, whose passwords are their names twice. */
final class Stage implements AutoCloseable {
    private final Map<String, String> environment;
    private RunningService core;

    private Stage(Map<String, String> environment) {
        this.environment = environment;
        this.core = start(environment);
    }

    /**
     * Raises the curtain.
     *
     * @param settings configuration keys as environment variables, over the defaults of the stage
     */
    static Stage open(Path data, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "WOCKD_DATA", data.toString(),
                "WOCKD_HOSTS", "localhost",
                "WOCKD_LOG_LEVEL", "warn",
                "WOCKD_LISTEN_CLIENT", "127.0.0.1:0",
                "WOCKD_LISTEN_CLIENT_TLS", "127.0.0.1:0",
                "WOCKD_LISTEN_RELAY", "127.0.0.1:0",
                "WOCKD_RELAYS_TORRENT__LOCALHOST_SECRET", "between us",
                "WOCKD_RELAYS_AIM__LOCALHOST_SECRET", "another"));
        environment.putAll(settings);
        accounts(
                environment.getOrDefault("WOCKD_STORE_URL", Database.sqlite(data.resolve("core.db"))),
                List.of("alice", "bob"));
        return new Stage(environment);
    }

    /** Makes accounts in the core's own file, as {@code wockd user add} does. */
    static void accounts(Path data, List<String> names) {
        accounts(Database.sqlite(data.resolve("core.db")), names);
    }

    private static void accounts(String store, List<String> names) {
        try (Database database = Database.open(store, SqlStores.MIGRATIONS, new SimpleMeterRegistry());
                Stores stores = SqlStores.open(
                        database, StoreLimits.defaults(), InstantSource.system(), new SimpleMeterRegistry())) {
            for (String name : names) {
                stores.accounts().create(Jid.of(name, "localhost", null), ScramSecrets.deriveAll(name + name, 4096));
            }
        }
    }

    private static RunningService start(Map<String, String> environment) {
        return RunningService.start(new Core(), Configuration.load(CoreConfig.class, null, environment));
    }

    /** Stops the core in order and starts it again, on other ports. */
    void restart() {
        core.stop();
        core = start(environment);
    }

    /** The sum of a metric over all its tags but those given, as the operator's monitoring sees it; 0 where there is none. */
    double metric(String name, String... tags) {
        URI metrics = URI.create("http://127.0.0.1:" + port("management") + "/metrics");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                    .filter(line -> List.of(tags).stream().allMatch(line::contains))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    int port(String listener) {
        return core.port(listener);
    }

    /** A connection to the port for clients, in the clear, before any octet. */
    Wire wire() throws IOException {
        return Wire.connect(port("client"));
    }

    /** A connection to the port for relays, before any octet. */
    Wire relayWire() throws IOException {
        return Wire.connect(port("relay"));
    }

    /** A client that is encrypted, logged in with PLAIN, and bound; the resource is the one asked for. */
    Wire client(String name, String resource) throws IOException {
        Wire wire = wire();
        wire.login(name, name + name);
        wire.bind(resource);
        return wire;
    }

    @Override
    public void close() {
        core.stop();
    }
}
