package org.wockd.protocol.relay;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/** Service discovery of a relay's domain: tells what its features are, and asks them about their nodes. */
final class Xep0030ServiceDiscovery implements RelayFeature {
    private final Disco.InfoQuery info;
    private final String capsNode;
    private final List<RelayFeature> features;

    /**
     * @param info what the domain itself is
     * @param capsNode the node that stands for the same in the relay's capabilities (XEP-0115 §6.2)
     */
    Xep0030ServiceDiscovery(Disco.InfoQuery info, String capsNode, List<RelayFeature> features) {
        this.info = info;
        this.capsNode = capsNode;
        this.features = List.copyOf(features);
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0030", "Service Discovery", "2.5.0");
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(Iq.Type.GET).name(Disco.INFO, "query").to(Target.HOST).quickly(in -> in.yieldResult(info(in)));
        rules.iq(Iq.Type.GET).name(Disco.ITEMS, "query").to(Target.HOST).quickly(in -> in.yieldResult(items(in)));
    }

    private Node info(Incoming<Iq> in) {
        String node = in.payload().attribute("node");
        if (node == null) {
            return info.toNode();
        }
        if (node.equals(capsNode)) {
            return new Disco.InfoQuery(node, info.identities(), info.features(), info.forms()).toNode();
        }
        return features.stream()
                .map(feature -> feature.info(in.from(), node))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> unknown(node))
                .toNode();
    }

    private Node items(Incoming<Iq> in) {
        Jid asker = in.from();
        @Nullable String node = parse(in.payload()).node();
        if (node == null) {
            return new Disco.ItemsQuery(
                            null,
                            features.stream()
                                    .flatMap(feature -> feature.items(asker).stream())
                                    .toList())
                    .toNode();
        }
        return features.stream()
                .map(feature -> feature.items(asker, node))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> unknown(node))
                .toNode();
    }

    private static Disco.ItemsQuery parse(Node query) {
        try {
            return Disco.ItemsQuery.parse(query);
        } catch (PayloadException e) {
            throw new StanzaErrorException(Condition.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static StanzaErrorException unknown(String node) {
        return new StanzaErrorException(Condition.ITEM_NOT_FOUND, "there is no node '" + node + "' here");
    }
}
