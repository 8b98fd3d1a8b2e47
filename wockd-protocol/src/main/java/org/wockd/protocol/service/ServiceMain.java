package org.wockd.protocol.service;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.commons.daemon.Daemon;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonController;
import org.apache.commons.daemon.DaemonInitException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Runs a {@link Service} as a process: from {@code main}, or step by step under jsvc (Apache Commons Daemon).
 *
 * <p>A process has one class with a {@code main} that calls {@link #run}, which also implements {@link Daemon} by handing
 * each call to an instance of this.
 *
 * @param <C> the mapping that holds the service's configuration
 */
@CommandLine.Command(mixinStandardHelpOptions = true, versionProvider = PrintedVersion.class)
public final class ServiceMain<C extends ServiceConfig> implements Daemon, Callable<Integer> {

    private final Service<C> service;

    @CommandLine.Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Option(
            names = "--example-config",
            description = "Prints a configuration file with every key, its default and what it is, and ends.")
    private boolean example;

    private @Nullable C loaded;
    private @Nullable RunningService running;
    private @Nullable DaemonController controller;

    /** Runs {@code service}, once. */
    public ServiceMain(Service<C> service) {
        this.service = service;
    }

    /**
     * Runs until SIGTERM or SIGINT, and stops in order.
     *
     * @return the number for {@link System#exit}
     */
    public int run(String... args) {
        return isPlain(args) ? runPlainly(args) : commandLine().execute(args);
    }

    /**
     * Whether the arguments are nothing but {@code --config FILE}, or none: what every script and unit starts a process with.
     * That needs no library, whose loading would be a good part of the start.
     */
    public static boolean isPlain(String... args) {
        return args.length == 0 || (args.length == 2 && args[0].equals(ConfigOption.NAME) && !args[1].isEmpty());
    }

    /** The same as {@link #run} for arguments that are {@linkplain #isPlain plain}. */
    public int runPlainly(String... args) {
        try {
            config = args.length == 0 ? ConfigOption.ofEnvironment() : new ConfigOption(Path.of(args[1]));
            return call();
        } catch (Exception e) {
            return CommandLines.failed(e, System.err::println);
        }
    }

    private CommandLine commandLine() {
        return CommandLines.of(this).setCommandName("wockd-" + service.name());
    }

    @Override
    public Integer call() throws InterruptedException {
        if (example) {
            System.out.print(ExampleFile.render(service.configuration()));
            return ExitCode.OK.number();
        }
        StopSignals signals = StopSignals.listen();
        RunningService process = RunningService.start(service, load());
        process.onEndRequest(signals::ask);
        ExitCode asked = signals.await();
        ExitCode stopped = process.stop();
        return (stopped == ExitCode.OK ? asked : stopped).number();
    }

    private C load() {
        C configuration = config.load(service.configuration());
        Logs.configure(configuration.log());
        return configuration;
    }

    /** Reads the configuration. */
    @Override
    public void init(DaemonContext context) throws DaemonInitException {
        try {
            CommandLines.parse(commandLine(), context.getArguments());
            loaded = load();
            controller = context.getController();
        } catch (StartException e) {
            throw new DaemonInitException(e.getMessage(), e);
        }
    }

    @Override
    public void start() {
        if (loaded == null) {
            throw new IllegalStateException("init comes before start");
        }
        RunningService started = RunningService.start(service, loaded);
        running = started;
        started.onEndRequest(how -> {
            if (how == ExitCode.START_AGAIN) {
                controller().reload();
            } else {
                controller().shutdown();
            }
        });
    }

    private DaemonController controller() {
        return Objects.requireNonNull(controller, "init comes before start");
    }

    @Override
    public void stop() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    @Override
    public void destroy() {
        loaded = null;
    }
}
