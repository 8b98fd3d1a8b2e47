package org.wockd.core.c2s;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Lane;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;

/** What is done with the elements of a bound stream: each is a stanza, and goes the way of a stanza. */
final class BoundStanzas {
    private static final Logger LOG = LoggerFactory.getLogger(BoundStanzas.class);
    private static final Lane.Step NOTHING = Lane.Step.of(true, () -> {});

    private BoundStanzas() {}

    /**
     * What is to be done with an element.
     *
     * @param frame its octets, where they may be forwarded as they are
     * @param lang the language of a stanza that names none, null where the stream has named none either
     * @throws StreamErrorException where it is no stanza, or is from somebody else
     */
    static Lane.Step step(
            Node node, @Nullable Frame frame, ClientSession session, @Nullable String lang, ClientStreams shared)
            throws StreamErrorException {
        shared.metrics().received();
        return switch (StanzaReader.read(node, frame)) {
            case StanzaReader.Read.Good(Stanza stanza) -> {
                Lane.Step plan = shared.path().plan(stamped(stanza, session.jid(), lang), answer -> {
                    if (answer.isError()) {
                        shared.metrics().refusedStanza(answer.error());
                    }
                    session.send(answer);
                });
                yield plan == null ? NOTHING : plan;
            }
            case StanzaReader.Read.Refused(Stanza answer) -> Lane.Step.of(true, () -> session.send(answer));
            case StanzaReader.Read.Dropped(String why) -> {
                LOG.debug("{} sent something unusable: {}", session.jid(), why);
                yield NOTHING;
            }
        };
    }

    /**
     * Who a stanza is from is the stream's knowledge, not the client's (RFC 6120 §8.1.2.1). Its language is the stream's
     * where it names none, and who receives it has another stream, so it must say so (§4.7.4, §8.1.5).
     */
    private static Stanza stamped(Stanza stanza, Jid jid, @Nullable String lang) throws StreamErrorException {
        Jid from = stanza.from();
        if (from != null && !from.equals(jid) && !from.equals(jid.bare())) {
            throw new StreamErrorException(
                    StreamError.INVALID_FROM, "this stream belongs to " + jid + ", not to " + from);
        }
        Stanza stamped = (lang == null || stanza.lang() != null ? stanza : stanza.lang(lang)).from(jid);
        // A message to nobody is to oneself (RFC 6120 §10.3.1).
        return stamped instanceof Message message && message.to() == null ? message.to(jid.bare()) : stamped;
    }
}
