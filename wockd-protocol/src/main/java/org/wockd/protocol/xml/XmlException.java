package org.wockd.protocol.xml;

/** Octets that are not the XML XMPP allows; the kind says which stream error they cost (RFC 6120 §4.9.3, §11.1). */
public final class XmlException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong, named after the stream error that answers it. */
    public enum Kind {
        /** Not well-formed, or not UTF-8. */
        NOT_WELL_FORMED,
        /** A prefix without a binding. */
        BAD_NAMESPACE_PREFIX,
        /** A comment, processing instruction, DTD or entity (RFC 6120 §11.1). */
        RESTRICTED_XML,
        /** Larger, deeper or with more attributes than wockd takes. */
        POLICY_VIOLATION
    }

    private final Kind kind;

    public XmlException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
