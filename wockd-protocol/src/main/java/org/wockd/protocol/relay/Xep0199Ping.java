package org.wockd.protocol.relay;

import java.util.List;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.xep.Spec;

/** Answers pings to a relay's domain. */
public final class Xep0199Ping implements RelayFeature {
    private static final String NAMESPACE = "urn:xmpp:ping";

    @Override
    public Spec spec() {
        return new Spec("XEP-0199", "XMPP Ping", "2.0.1");
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(Iq.Type.GET).name(NAMESPACE, "ping").to(Target.HOST).quickly(Incoming::yieldResult);
    }

    @Override
    public List<String> features() {
        return List.of(NAMESPACE);
    }
}
