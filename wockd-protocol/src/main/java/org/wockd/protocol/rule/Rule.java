package org.wockd.protocol.rule;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaType;
import org.wockd.protocol.xml.Name;

/**
 * Which stanzas are meant, and what is done with them.
 *
 * @param types any of these types
 * @param payload the name of a child the stanza must have, null for any stanza
 * @param targets any of these targets
 * @param priority of the rules that match, the first in this order is taken
 * @param quick whether the handler never blocks, and so may run on the event loop
 * @param handler what is done
 */
public record Rule<S extends Stanza>(
        Set<? extends StanzaType> types,
        @Nullable Name payload,
        Set<Target> targets,
        Priority priority,
        boolean quick,
        Handler<S> handler) {

    public Rule {
        types = Set.copyOf(types);
        targets = Set.copyOf(targets);
    }

    boolean matches(Stanza stanza, Target target) {
        return targets.contains(target)
                && (payload == null || stanza.content().child(payload.namespace(), payload.local()) != null);
    }
}
