package org.wockd.core.xep;

import java.util.List;
import java.util.stream.Stream;
import org.wockd.core.feature.Feature;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/** Entity Capabilities of the server: a client that knows the hash need not ask (§6.3). */
final class Xep0115Caps implements Feature {
    /** Names the software. */
    private static final String SOFTWARE = "urn:wockd:core";

    private final List<Feature> others;

    /**
     * @param others all features but this one and disco
     */
    Xep0115Caps(List<Feature> others) {
        this.others = List.copyOf(others);
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0115", "Entity Capabilities", "1.6.0");
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(Caps.NAMESPACE);
    }

    @Override
    public List<Node> streamFeatures() {
        List<Feature> all = Stream.concat(others.stream(), Stream.of(this)).toList();
        return List.of(of(Xep0030Disco.host(all, null)).toNode());
    }

    /** What stands for that information. */
    static Caps of(Disco.InfoQuery host) {
        return Caps.of(SOFTWARE, host);
    }
}
