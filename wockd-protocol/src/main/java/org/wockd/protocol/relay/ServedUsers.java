package org.wockd.protocol.relay;

import java.util.List;
import java.util.Set;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.rule.Priority;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.xep.Spec;

/** A relay works for the users of some domains only; everybody else is told so. */
public final class ServedUsers implements RelayFeature {
    private final Set<String> domains;

    /**
     * @param domains whose users, and which hosts themselves, are served
     */
    public ServedUsers(Set<String> domains) {
        this.domains = Set.copyOf(domains);
    }

    @Override
    public Spec spec() {
        return Spec.rfc("RFC 6120 §8.3.3.4", "forbidden");
    }

    @Override
    public List<Filter> filters() {
        return List.of(new Filter(Priority.GUARD, this::look));
    }

    private Filter.Verdict look(Stanza stanza) {
        String domain = stanza.sender().domain();
        return domains.contains(domain)
                ? new Filter.Pass(stanza)
                : new Filter.Refuse(StanzaError.of(
                        Condition.FORBIDDEN,
                        "this service works for users of "
                                + String.join(", ", domains.stream().sorted().toList()) + " only, not of " + domain
                                + "; its operator can change that"));
    }
}
