package org.wockd.protocol.stream;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.XmlException;

/** An error that costs one stream, thrown where that scope is decided. */
public final class StreamErrorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final StreamError error;
    private final String text;
    private final transient @Nullable Node application;

    /**
     * @param error the defined condition
     * @param text what happened, for the person at the other end
     */
    public StreamErrorException(StreamError error, String text) {
        this(error, text, null);
    }

    /**
     * @param error the defined condition
     * @param text what happened, for the person at the other end
     * @param application an element of an application's own namespace that says it more exactly (RFC 6120 §4.9.4)
     */
    public StreamErrorException(StreamError error, String text, @Nullable Node application) {
        super(text);
        this.error = error;
        this.text = text;
        this.application = application;
    }

    /** The error that answers octets the reader refused. */
    public static StreamErrorException of(XmlException e) {
        return new StreamErrorException(StreamError.of(e.kind()), String.valueOf(e.getMessage()));
    }

    public StreamError error() {
        return error;
    }

    /** An element of an application's own namespace that says it more exactly; mostly null. */
    public @Nullable Node application() {
        return application;
    }

    /** What happened, for the person at the other end. */
    public String text() {
        return text;
    }
}
