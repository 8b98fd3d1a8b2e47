package org.wockd.protocol.stream;

import org.wockd.protocol.xml.XmlException;

/** An error that costs one stream, thrown where that scope is decided. */
public final class StreamErrorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final StreamError error;
    private final String text;

    /**
     * @param error the defined condition
     * @param text what happened, for the person at the other end
     */
    public StreamErrorException(StreamError error, String text) {
        super(text);
        this.error = error;
        this.text = text;
    }

    /** The error that answers octets the reader refused. */
    public static StreamErrorException of(XmlException e) {
        return new StreamErrorException(StreamError.of(e.kind()), String.valueOf(e.getMessage()));
    }

    public StreamError error() {
        return error;
    }

    /** What happened, for the person at the other end. */
    public String text() {
        return text;
    }
}
