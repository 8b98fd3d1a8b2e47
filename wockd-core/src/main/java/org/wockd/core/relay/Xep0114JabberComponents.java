package org.wockd.core.relay;

import java.util.List;
import org.wockd.core.feature.Feature;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.Spec;

/** Jabber Component Protocol: clients find the relays among what belongs to a host. */
public final class Xep0114JabberComponents implements Feature {
    public static final Spec SPEC = new Spec("XEP-0114", "Jabber Component Protocol", "1.6");

    private final CoreRelays relays;

    /** @param relays that are configured, whether they are attached or away */
    public Xep0114JabberComponents(CoreRelays relays) {
        this.relays = relays;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    /** Those that are there: a client that asks one that is away would wait for it. */
    @Override
    public List<Disco.Item> hostItems() {
        return relays.all().stream()
                .filter(CoreRelay::isAttached)
                .map(relay -> new Disco.Item(Jid.domain(relay.config().domain()), null, null))
                .toList();
    }
}
