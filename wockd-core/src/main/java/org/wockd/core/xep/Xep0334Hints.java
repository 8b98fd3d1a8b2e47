package org.wockd.core.xep;

import java.util.List;
import org.wockd.core.feature.Feature;
import org.wockd.core.mail.Worth;
import org.wockd.protocol.xep.Spec;

/** Message processing hints: what their senders say of keeping and copying is done in {@link Worth} and by the copies. */
final class Xep0334Hints implements Feature {
    @Override
    public Spec spec() {
        return new Spec("XEP-0334", "Message Processing Hints", "1.0.0");
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(Worth.HINTS);
    }
}
