package org.wockd.protocol.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A process for tests: a listener, and a part that can fail. */
final class TinyService implements Service<TinyService.Config> {

    @ConfigMapping(prefix = "")
    interface Config extends ServiceConfig {
        @Doc("Where it listens.")
        @WithDefault("127.0.0.1:0")
        Endpoint listen();

        @Doc("Whether its second part breaks.")
        @WithDefault("false")
        boolean broken();

        @Doc("Whether it asks to be started again as soon as it runs.")
        @WithDefault("false")
        boolean restless();
    }

    public static void main(String[] args) {
        System.exit(new ServiceMain<>(new TinyService()).run(args));
    }

    @Override
    public String name() {
        return "tiny";
    }

    @Override
    public Class<Config> configuration() {
        return Config.class;
    }

    @Override
    public void start(Config config, Frame frame) {
        try {
            var listener = new ServerSocket();
            listener.bind(config.listen().resolve());
            frame.lifecycle().onStop("listener", Duration.ofSeconds(5), listener::close);
            frame.listening("c2s", (InetSocketAddress) listener.getLocalSocketAddress());
        } catch (IOException e) {
            throw Frame.cannotListen("listen", config.listen(), e);
        }
        if (config.broken()) {
            throw new IllegalStateException("the second part broke");
        }
        frame.lifecycle().onStop("second", Duration.ofSeconds(5), () -> {});
        if (config.restless()) {
            frame.end().ask(ExitCode.START_AGAIN);
        }
        MDC.put(Logs.STREAM, "s1");
        LoggerFactory.getLogger("wherefore").info("line one\nline two", new IOException("gone\naway"));
        java.util.logging.Logger.getLogger("old").warning("from the old logging");
    }
}
