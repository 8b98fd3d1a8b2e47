package org.wockd.core.c2s;

import java.net.InetAddress;
import org.wockd.core.auth.ChannelBindings;
import org.wockd.core.session.Attachment;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xml.Node;

/** A client's stream in the hands of a stream feature. Its methods may be called on the thread the feature runs on. */
public interface Negotiation {

    StreamState state();

    /** The host that the client named in its header, prepared; one that is served here. */
    String host();

    /** The identifier in the header that the client was sent. */
    String id();

    /** Where the client connected from. */
    InetAddress peer();

    /** What a login can be bound to. */
    ChannelBindings channelBindings();

    /** What a feature keeps for this stream. */
    <T> T attachment(Attachment<T> key);

    /** Sends an element. */
    void send(Node element);

    /** Sends a stanza, such as the answer to the iq that binds. */
    void send(Stanza stanza);

    /** Sends {@code proceed} in the clear and begins TLS; whatever else came in the clear is dropped. */
    void secure(Node proceed);

    /**
     * The client is who it says it is: sends {@code success} and expects a new stream header.
     *
     * @param account the bare JID
     */
    void authenticated(Jid account, Node success);

    /**
     * Binds the stream, replacing another that holds the same JID, and sends {@code answer}.
     *
     * @throws org.wockd.protocol.stanza.StanzaErrorException where the account has too many already
     */
    void bind(Jid full, Stanza answer);

    /**
     * Lets this stream be the one of a session whose stream before it is over or is ended by this. Blocks.
     *
     * @param h how many stanzas the client has got
     * @param token what it resumes with
     * @return false where the session is over
     * @throws StreamErrorException where the client has counted more than it was sent
     */
    boolean resume(ClientSession session, long h, String token) throws StreamErrorException;
}
