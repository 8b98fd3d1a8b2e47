package org.wockd.bench.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.wockd.bench.client.Component;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.load.ComponentRun;
import org.wockd.bench.load.Errors;
import org.wockd.protocol.service.Secret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wockd-bench component}: what it costs to write to a component and to be answered. */
@Command(
        name = "component",
        description = "Attaches a component (XEP-0114) that sends everything back, and lets clients write to it.",
        mixinStandardHelpOptions = true)
final class ComponentCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private TimeOptions time = new TimeOptions();

    @Mixin
    private ManagedOption managed = new ManagedOption();

    @Option(
            names = "--component-port",
            required = true,
            paramLabel = "PORT",
            description = "Where the server listens for components, at the same host.")
    private int port;

    @Option(names = "--component", defaultValue = "echo.localhost", description = "Its address: ${DEFAULT-VALUE}.")
    private String address = "";

    @Option(names = "--secret", required = true, description = "What the component shows the server that it knows.")
    private String secret = "";

    @Option(names = "--clients", defaultValue = "20", description = "How many write: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(names = "--stanza", defaultValue = "MESSAGE", description = "${COMPLETION-CANDIDATES}.")
    private ComponentRun.Stanza stanza = ComponentRun.Stanza.MESSAGE;

    @Option(
            names = "--window",
            defaultValue = "10",
            description = "Stanzas that each client keeps under way: ${DEFAULT-VALUE}.")
    private int window;

    @Option(names = "--size", defaultValue = "100", description = "Characters of a text: ${DEFAULT-VALUE}.")
    private int size;

    @Override
    public Integer call() throws Exception {
        return load.run(this::run);
    }

    private void run(Stage stage) throws IOException, InterruptedException {
        InetSocketAddress listener =
                new InetSocketAddress(stage.dialer().target().address().getAddress(), port);
        Errors errors = stage.errors();
        ComponentRun run = new ComponentRun(address, stanza, window, size, managed.on(), time.phases(load.patience()));
        try (Component _ = Component.attach(
                stage.dialer(),
                new Component.Place(listener, address, new Secret(secret)),
                why -> errors.add(Errors.Kind.CONNECTION_LOST, address + ": " + why))) {
            stage.online(
                    clients, managed.on(), sessions -> run.measure(sessions, stage.pids(), errors, stage.result()));
        } catch (LoginException e) {
            errors.add(Errors.Kind.NOT_LOGGED_IN, String.valueOf(e.getMessage()));
        }
    }
}
