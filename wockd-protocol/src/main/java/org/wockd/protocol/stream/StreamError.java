package org.wockd.protocol.stream;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.XmlException;

/** The defined conditions of a stream error (RFC 6120 §4.9.3). Each ends its stream. */
public enum StreamError {
    BAD_FORMAT,
    BAD_NAMESPACE_PREFIX,
    CONFLICT,
    CONNECTION_TIMEOUT,
    HOST_GONE,
    HOST_UNKNOWN,
    IMPROPER_ADDRESSING,
    INTERNAL_SERVER_ERROR,
    INVALID_FROM,
    INVALID_NAMESPACE,
    INVALID_XML,
    NOT_AUTHORIZED,
    NOT_WELL_FORMED,
    POLICY_VIOLATION,
    REMOTE_CONNECTION_FAILED,
    RESET,
    RESOURCE_CONSTRAINT,
    RESTRICTED_XML,
    SEE_OTHER_HOST,
    SYSTEM_SHUTDOWN,
    UNDEFINED_CONDITION,
    UNSUPPORTED_ENCODING,
    UNSUPPORTED_FEATURE,
    UNSUPPORTED_STANZA_TYPE,
    UNSUPPORTED_VERSION;

    /** The name of the condition's element, as {@code policy-violation}. */
    public String condition() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The error that answers octets the reader refused. */
    public static StreamError of(XmlException.Kind kind) {
        return switch (kind) {
            case NOT_WELL_FORMED -> NOT_WELL_FORMED;
            case BAD_NAMESPACE_PREFIX -> BAD_NAMESPACE_PREFIX;
            case RESTRICTED_XML -> RESTRICTED_XML;
            case POLICY_VIOLATION -> POLICY_VIOLATION;
        };
    }

    /**
     * The content of {@code <stream:error/>}: the condition, and a text for people where there is one.
     *
     * @param text for {@link #SEE_OTHER_HOST} the other host, which is the content of the condition (§4.9.3.19)
     */
    public Node node(@Nullable String text) {
        if (this == SEE_OTHER_HOST && text != null) {
            return Node.of(Namespaces.STREAM, "error")
                    .plus(Node.of(Namespaces.STREAM_ERRORS, condition()).plus(text));
        }
        Node error = Node.of(Namespaces.STREAM, "error").plus(Node.of(Namespaces.STREAM_ERRORS, condition()));
        return text == null
                ? error
                : error.plus(Node.of(Namespaces.STREAM_ERRORS, "text")
                        .with(Node.LANG, "en")
                        .plus(text));
    }
}
