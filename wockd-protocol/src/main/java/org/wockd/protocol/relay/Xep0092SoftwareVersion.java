package org.wockd.protocol.relay;

import java.util.List;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/** Tells the name and the version of a relay's software. */
public final class Xep0092SoftwareVersion implements RelayFeature {
    private static final String NAMESPACE = "jabber:iq:version";

    private final Node answer;

    /** Of a software of this name and version. */
    public Xep0092SoftwareVersion(String name, String version) {
        answer = Node.of(NAMESPACE, "query")
                .plus(
                        Node.of(NAMESPACE, "name").plus(name),
                        Node.of(NAMESPACE, "version").plus(version));
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0092", "Software Version", "1.1");
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(Iq.Type.GET).name(NAMESPACE, "query").to(Target.HOST).quickly(in -> in.yieldResult(answer));
    }

    @Override
    public List<String> features() {
        return List.of(NAMESPACE);
    }
}
