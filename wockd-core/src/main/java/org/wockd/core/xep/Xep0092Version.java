package org.wockd.core.xep;

import static org.wockd.protocol.rule.Target.HOST;
import static org.wockd.protocol.stanza.Iq.Type.GET;

import java.util.List;
import org.wockd.core.feature.Feature;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.xep.SoftwareVersion;
import org.wockd.protocol.xep.Spec;

/** Software Version: what runs here. */
final class Xep0092Version implements Feature {
    private final SoftwareVersion software;

    Xep0092Version(SoftwareVersion software) {
        this.software = software;
    }

    @Override
    public Spec spec() {
        return SoftwareVersion.SPEC;
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(GET)
                .name(SoftwareVersion.NAMESPACE, "query")
                .to(HOST)
                .quickly(in -> in.yieldResult(software.toNode()));
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(SoftwareVersion.NAMESPACE);
    }
}
