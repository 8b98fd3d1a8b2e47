package org.wockd.core.xep;

import static org.wockd.protocol.rule.Target.HOST;
import static org.wockd.protocol.rule.Target.SELF;
import static org.wockd.protocol.stanza.Iq.Type.GET;

import java.util.List;
import org.wockd.core.feature.Feature;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.xep.Ping;
import org.wockd.protocol.xep.Spec;

/** XMPP Ping: the server answers clients and relays. */
final class Xep0199Ping implements Feature {

    @Override
    public Spec spec() {
        return Ping.SPEC;
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(GET).name(Ping.NAMESPACE, "ping").to(SELF, HOST).quickly(Incoming::yieldResult);
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(Ping.NAMESPACE);
    }

    @Override
    public List<String> accountFeatures() {
        return List.of(Ping.NAMESPACE);
    }
}
