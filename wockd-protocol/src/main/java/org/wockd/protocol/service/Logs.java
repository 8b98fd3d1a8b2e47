package org.wockd.protocol.service;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The process's log: one line an event on standard error, for people or as JSON.
 *
 * <p>Logback finds this class by itself and begins with text at level info; {@link #configure} then does what the operator
 * wants. What the JDK's own logging says comes out here too.
 */
public final class Logs extends ContextAwareBase implements Configurator {

    /** The MDC key of the stream an event is about. */
    public static final String STREAM = "stream";

    /** The MDC key of the id of the stanza an event is about. */
    public static final String STANZA = "stanza";

    /** From now on, logs as {@code config} says. */
    public static void configure(LogConfig config) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        apply(context, Level.valueOf(config.level().name()), config.format());
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        apply(context, Level.INFO, LogConfig.Format.TEXT);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void apply(LoggerContext context, Level level, LogConfig.Format format) {
        // Without it the JDK's loggers would build every event only for the bridge to drop it.
        var levels = new LevelChangePropagator();
        levels.setContext(context);
        levels.start();
        context.addListener(levels);
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, format));
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(appender);
        if (level == Level.INFO) {
            // They tell at info what only their own developers ask for.
            context.getLogger("org.flywaydb").setLevel(Level.WARN);
            context.getLogger("com.zaxxer.hikari").setLevel(Level.WARN);
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogConfig.Format format) {
        return switch (format) {
            case JSON -> {
                var json = new JsonEncoder();
                json.setContext(context);
                json.setWithFormattedMessage(true);
                json.start();
                yield json;
            }
            case TEXT -> {
                var layout = new LineLayout();
                layout.setContext(context);
                layout.start();
                var text = new LayoutWrappingEncoder<ILoggingEvent>();
                text.setContext(context);
                text.setCharset(StandardCharsets.UTF_8);
                text.setLayout(layout);
                text.start();
                yield text;
            }
        };
    }
}
