package org.wockd.protocol.relay;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Disco;

/** A relay's domain: its features put together, what it says it is, and the way of what is sent to it. */
public final class RelayHost {
    private final Disco.InfoQuery info;
    private final Caps caps;
    private final Path path;

    /**
     * @param software the address of the software's home page, for its capabilities (XEP-0115 §4)
     * @param identity what kind of thing the relay is
     * @param features all that the relay can do; service discovery and the answers to subscriptions are added
     * @param presences learns who is online
     * @param send mostly {@link RelayLink#send}
     */
    public RelayHost(
            Jid domain,
            String software,
            Disco.Identity identity,
            List<RelayFeature> features,
            Presences presences,
            Consumer<Stanza> send) {
        this.info = new Disco.InfoQuery(
                null,
                List.of(identity),
                Stream.concat(
                                Stream.of(Disco.INFO, Disco.ITEMS, Caps.NAMESPACE),
                                features.stream().flatMap(f -> f.features().stream()))
                        .distinct()
                        .sorted()
                        .toList(),
                List.of());
        this.caps = Caps.of(software, info);
        Rules rules = new Rules();
        features.forEach(feature -> feature.rules(rules));
        new Xep0030ServiceDiscovery(info, caps.discoNode(), features).rules(rules);
        new Subscriptions(this::available, presences, send).rules(rules);
        List<Filter> filters =
                features.stream().flatMap(f -> f.filters().stream()).toList();
        this.path = new Path(filters, rules, domain.domain()::equals, stanza -> new Nobody(domain, stanza));
    }

    /** The way of a stanza that comes in; {@link RelayLink#start} wants it. */
    public Path path() {
        return path;
    }

    /** What the domain is and can do. */
    public Disco.InfoQuery info() {
        return info;
    }

    /** The available presence of the relay, or of an address of it, with its capabilities. */
    public Presence available(Jid from, Jid to) {
        Presence presence = Presence.of(from, to, Presence.Type.AVAILABLE);
        return presence.content(presence.content().plus(caps.toNode()));
    }

    /** No rule wants it. */
    private record Nobody(Jid domain, Stanza stanza) implements Path.Way {
        @Override
        public boolean isQuick() {
            return true;
        }

        @Override
        public void go() {
            if (stanza instanceof Presence || stanza.isError() || (stanza instanceof Iq iq && !iq.isRequest())) {
                return;
            }
            throw new StanzaErrorException(StanzaError.of(
                    Condition.SERVICE_UNAVAILABLE,
                    domain + " has nothing that takes this; ask it what it can do (service discovery)"));
        }
    }
}
