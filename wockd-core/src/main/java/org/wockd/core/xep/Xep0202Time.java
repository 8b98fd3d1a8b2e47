package org.wockd.core.xep;

import static org.wockd.protocol.rule.Target.HOST;
import static org.wockd.protocol.stanza.Iq.Type.GET;

import java.time.Clock;
import java.util.List;
import org.wockd.core.feature.Feature;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.xep.EntityTime;
import org.wockd.protocol.xep.Spec;

/** Entity Time: what time it is here. */
final class Xep0202Time implements Feature {
    private final Clock clock;

    Xep0202Time(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Spec spec() {
        return EntityTime.SPEC;
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(GET)
                .name(EntityTime.NAMESPACE, "time")
                .to(HOST)
                .quickly(in -> in.yieldResult(EntityTime.of(clock.instant(), clock.getZone())));
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(EntityTime.NAMESPACE);
    }
}
