package org.wockd.protocol.service;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * One line an event, also with an exception: time, level, logger, text, then the stream and the stanza it is about.
 *
 * <p>Control characters become spaces, so that nobody can forge a line by what they send.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());
    private static final int MOST_FRAMES = 40;

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringBuilder(160);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        String logger = event.getLoggerName();
        line.append(' ')
                .append(event.getLevel())
                .append(' ')
                .append(logger, logger.lastIndexOf('.') + 1, logger.length());
        line.append(": ");
        append(line, String.valueOf(event.getFormattedMessage()));
        Map<String, String> context = event.getMDCPropertyMap();
        append(line, context, Logs.STREAM);
        append(line, context, Logs.STANZA);
        for (IThrowableProxy e = event.getThrowableProxy(); e != null; e = e.getCause()) {
            line.append(" | ").append(e.getClassName()).append(": ");
            append(line, String.valueOf(e.getMessage()));
            frames(line, e);
        }
        return line.append('\n').toString();
    }

    private static void frames(StringBuilder line, IThrowableProxy e) {
        StackTraceElementProxy[] frames = e.getStackTraceElementProxyArray();
        int own = Math.min(MOST_FRAMES, frames.length - e.getCommonFrames());
        for (int i = 0; i < own; i++) {
            line.append(" < ").append(frames[i].getStackTraceElement());
        }
    }

    private static void append(StringBuilder line, Map<String, String> context, String key) {
        String value = context.get(key);
        if (value != null) {
            line.append(' ').append(key).append('=');
            append(line, value);
        }
    }

    private static void append(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
    }
}
