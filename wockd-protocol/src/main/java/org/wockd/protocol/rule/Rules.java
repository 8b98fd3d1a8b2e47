package org.wockd.protocol.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaType;
import org.wockd.protocol.xml.Name;

/**
 * The rules of a process. A rule reads like the wire:
 *
 * <pre>{@code rules.iq(GET).name("jabber:iq:roster", "query").to(SELF).then(this::get);}</pre>
 *
 * <p>Rules are added while the process starts, by one thread, and matched by many afterwards.
 */
public final class Rules {
    private final Map<StanzaType, List<Rule<?>>> byType = new HashMap<>();

    /** Begins a rule for requests of a type. */
    public Draft<Iq> iq(Iq.Type type) {
        return new Draft<>(Set.of(type));
    }

    /** Begins a rule for requests of both types. */
    public Draft<Iq> iq() {
        return new Draft<>(EnumSet.of(Iq.Type.GET, Iq.Type.SET));
    }

    /** Begins a rule for messages, of any type but error where none is named. */
    public Draft<Message> message(Message.Type... types) {
        return new Draft<>(types.length == 0 ? EnumSet.complementOf(EnumSet.of(Message.Type.ERROR)) : Set.of(types));
    }

    /** Begins a rule for presences of the types named. */
    public Draft<Presence> presence(Presence.Type... types) {
        return new Draft<>(Set.of(types));
    }

    /** The rule for a stanza: of those that match, the first by priority, then the first added; null where none does. */
    @SuppressWarnings("unchecked") // a rule stands under the types of its own kind only
    public <S extends Stanza> @Nullable Rule<S> match(S stanza, Target target) {
        for (Rule<?> rule : byType.getOrDefault(type(stanza), List.of())) {
            if (rule.matches(stanza, target)) {
                return (Rule<S>) rule;
            }
        }
        return null;
    }

    private static StanzaType type(Stanza stanza) {
        return switch (stanza) {
            case Message message -> message.type();
            case Presence presence -> presence.type();
            case Iq iq -> iq.type();
        };
    }

    private void add(Rule<?> rule) {
        for (StanzaType type : rule.types()) {
            List<Rule<?>> rules = byType.computeIfAbsent(type, t -> new ArrayList<>());
            rules.add(rule);
            rules.sort(Comparator.comparing(Rule::priority));
        }
    }

    /** A rule that is not finished. */
    public final class Draft<S extends Stanza> {
        private final Set<? extends StanzaType> types;
        private @Nullable Name payload;
        private Set<Target> targets = EnumSet.allOf(Target.class);
        private Priority priority = Priority.ANSWER;

        private Draft(Set<? extends StanzaType> types) {
            this.types = types;
        }

        /** Only stanzas that have a child of this name. */
        public Draft<S> name(String namespace, String local) {
            payload = Name.of(namespace, local);
            return this;
        }

        /** Only stanzas for one of these. */
        public Draft<S> to(Target first, Target... more) {
            targets = EnumSet.of(first, more);
            return this;
        }

        public Draft<S> priority(Priority other) {
            priority = other;
            return this;
        }

        /** Ends the rule: the handler may block, so it runs on a virtual thread while its stream waits. */
        public void then(Handler<S> handler) {
            add(new Rule<>(types, payload, targets, priority, false, handler));
        }

        /** Ends the rule: the handler never blocks, so it runs where the stanza is. */
        public void quickly(Handler<S> handler) {
            add(new Rule<>(types, payload, targets, priority, true, handler));
        }
    }
}
