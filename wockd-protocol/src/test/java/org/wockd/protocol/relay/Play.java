package org.wockd.protocol.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import java.util.ArrayList;
import java.util.List;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

/** A relay without a link: XML goes in, and what it answers and sends comes out. */
final class Play {
    /** Nobody is asked anything here, so it never runs. */
    private static final Timer NEVER = new HashedWheelTimer();

    final List<Stanza> sent = new ArrayList<>();
    private final Path path;

    Play(Jid domain, List<RelayFeature> features) {
        var metrics = new SimpleMeterRegistry();
        var nothingAsked = new Outgoing(sent::add, NEVER, 1, metrics);
        this.path = new RelayHost(
                        domain,
                        "https://example.org/",
                        Disco.Identity.of("gateway", "test", "A relay"),
                        features,
                        new Presences(domain, nothingAsked, 1, metrics),
                        sent::add)
                .path();
    }

    /** Sends one stanza in and gives what came out, as XML. */
    List<String> say(String xml) {
        sent.clear();
        Path.Plan plan = path.plan(read(xml), sent::add);
        if (plan != null) {
            plan.run();
        }
        return sent.stream().map(stanza -> stanza.node().toString()).toList();
    }

    /** The same where exactly one stanza comes out. */
    String ask(String xml) {
        List<String> out = say(xml);
        if (out.size() != 1) {
            throw new AssertionError(out.size() + " stanzas came out: " + out);
        }
        return out.getFirst();
    }

    static Stanza read(String xml) {
        try {
            return switch (StanzaReader.read(NodeReader.forClient().read(Frame.of(xml)), null)) {
                case StanzaReader.Read.Good good -> good.stanza();
                case StanzaReader.Read.Refused refused -> throw new AssertionError(refused);
                case StanzaReader.Read.Dropped dropped -> throw new AssertionError(dropped.why());
            };
        } catch (XmlException | StreamErrorException e) {
            throw new AssertionError(xml, e);
        }
    }
}
