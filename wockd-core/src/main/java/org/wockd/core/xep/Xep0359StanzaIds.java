package org.wockd.core.xep;

import java.util.List;
import org.wockd.core.feature.Feature;
import org.wockd.core.mail.StanzaIds;
import org.wockd.protocol.xep.Spec;

/** Unique and stable stanza ids: a message that is archived carries the id of its row, see {@link StanzaIds}. */
final class Xep0359StanzaIds implements Feature {
    @Override
    public Spec spec() {
        return new Spec("XEP-0359", "Unique and Stable Stanza IDs", "0.7.0");
    }

    @Override
    public List<String> accountFeatures() {
        return List.of(StanzaIds.NAMESPACE);
    }
}
