package org.wockd.protocol.service;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Service} that has started: its parts, its management port and its ports file. */
public final class RunningService {

    private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final String name;
    private final Frame frame;

    private RunningService(String name, Frame frame) {
        this.name = name;
        this.frame = frame;
    }

    /** Starts all; when a part fails, stops what was started and throws a {@link StartException}. */
    public static <C extends ServiceConfig> RunningService start(Service<C> service, C config) {
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var running = new RunningService(service.name(), new Frame(meters));
        try {
            running.startAll(service, config, meters);
            return running;
        } catch (StartException e) {
            running.stop();
            LOG.debug("The start failed", e);
            throw e;
        } catch (Exception | LinkageError e) {
            LOG.error("A part failed to start", e);
            running.stop();
            throw new StartException(
                    ExitCode.SOFTWARE,
                    service.name() + " could not start because of a fault in it: " + e
                            + "\nThe log line before this one tells where. Please report it.",
                    e);
        }
    }

    private <C extends ServiceConfig> void startAll(Service<C> service, C config, PrometheusMeterRegistry meters)
            throws Exception {
        Lifecycle lifecycle = frame.lifecycle();
        makeFolder(config.data());
        bindJvm(meters, lifecycle);
        SpareHeap spare = SpareHeap.watch();
        lifecycle.onStop("spare heap", SOON, spare::close);
        Endpoint listen = config.management().listen();
        try {
            Management management = Management.open(listen, frame.readiness(), meters);
            lifecycle.onStop("management", SOON, management::close);
            frame.listening("management", management.address());
        } catch (IOException e) {
            throw Frame.cannotListen("management.listen", listen, e);
        }
        frame.readiness().register("start", () -> Optional.of("still starting"));
        service.start(config, frame);
        frame.readiness().register("start", Optional::empty);
        Path ports = PortsFile.of(config.data(), service.name());
        PortsFile.write(ports, frame.sortedPorts());
        lifecycle.onStop("ports file", SOON, () -> PortsFile.remove(ports));
        LOG.info("{} {} is up: {}", service.name(), Version.number(), frame.sortedPorts());
    }

    private static void makeFolder(Path data) {
        try {
            PrivateFiles.createFolder(data);
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.FILE,
                    "The data folder " + data + " cannot be made: " + PrivateFiles.reason(e)
                            + ".\nMake it for the service's user, or name another as \"data\" (WOCKD_DATA).",
                    e);
        }
    }

    private static void bindJvm(PrometheusMeterRegistry meters, Lifecycle lifecycle) {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        // Micrometer's own listens to each collection, for which the JVM describes it at length, on a thread of its
        // own.
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionTimer.builder(
                            "jvm.gc.pause",
                            collector,
                            GarbageCollectorMXBean::getCollectionCount,
                            GarbageCollectorMXBean::getCollectionTime,
                            TimeUnit.MILLISECONDS)
                    .description("Collections of garbage, and the time they took")
                    .tag("gc", collector.getName())
                    .register(meters);
        }
        lifecycle.onStop("metrics", SOON, meters::close);
    }

    /** The port of a listener that the service has announced. */
    public int port(String listener) {
        Integer port = frame.ports().get(listener);
        if (port == null) {
            throw new IllegalArgumentException(name + " does not listen as " + listener);
        }
        return port;
    }

    /** Tells when a part of the service asks for the end of the process, and how it is to end. */
    void onEndRequest(Consumer<ExitCode> listener) {
        frame.end().then(listener);
    }

    /** Stops all in the reverse order of their start, and says how that went. */
    public ExitCode stop() {
        boolean well = frame.lifecycle().stopAll();
        LOG.info("{} stopped{}", name, well ? "" : ", but not all parts in order");
        return well ? ExitCode.OK : ExitCode.STOPPED_LATE;
    }
}
