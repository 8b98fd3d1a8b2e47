package org.wockd.protocol.xml;

/** The namespaces of the streams themselves; those of extensions stand in the file of their XEP. */
public final class Namespaces {
    /** The prefix {@code xml} is bound to it by definition. */
    public static final String XML = "http://www.w3.org/XML/1998/namespace";

    /** The content namespace between client and server (RFC 6120 §4.8.2), and of every stanza inside wockd. */
    public static final String CLIENT = "jabber:client";

    /** The content namespace between servers (RFC 6120 §4.8.2). */
    public static final String SERVER = "jabber:server";

    /** The content namespace of a component's stream (XEP-0114 §3). */
    public static final String COMPONENT = "jabber:component:accept";

    /** The namespace of the stream header, and of stream features and errors (RFC 6120 §4.8.1). */
    public static final String STREAM = "http://etherx.jabber.org/streams";

    /** The defined conditions of stream errors (RFC 6120 §4.9.2). */
    public static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";

    /** The defined conditions of stanza errors (RFC 6120 §8.3.2). */
    public static final String STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

    private Namespaces() {}
}
