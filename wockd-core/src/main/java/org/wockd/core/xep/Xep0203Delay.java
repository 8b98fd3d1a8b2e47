package org.wockd.core.xep;

import java.util.List;
import org.wockd.core.feature.Feature;
import org.wockd.protocol.xep.Delay;
import org.wockd.protocol.xep.Spec;

/** Delayed Delivery: what waited in a mailbox tells since when. */
final class Xep0203Delay implements Feature {

    @Override
    public Spec spec() {
        return Delay.SPEC;
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(Delay.NAMESPACE);
    }
}
