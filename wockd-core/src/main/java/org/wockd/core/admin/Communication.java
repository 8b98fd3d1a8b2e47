package org.wockd.core.admin;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.wockd.core.route.Relays;
import org.wockd.core.store.ServiceLists;
import org.wockd.core.store.ServiceLists.Name;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.rule.Priority;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/**
 * Who elsewhere may communicate with people here, in both directions (XEP-0133 §4.11, §4.12): nobody who is on the list of
 * the blocked; and, where there is somebody on the list of the allowed, nobody else. An address on a list is that of one
 * client, of a person, of a domain, or of one resource of a domain (the kinds of XEP-0016 §2.1).
 *
 * <p>People here are not concerned: their accounts can be disabled. Neither are the relays of this server by the list of the
 * allowed, for the operator has allowed them.
 */
public final class Communication {
    private final ServiceLists lists;
    private final Predicate<String> hosts;
    private final Predicate<String> relays;
    private volatile Set<Jid> blocked;
    private volatile Set<Jid> allowed;

    /**
     * Reads the store.
     *
     * @param hosts which domains are served here
     * @param relays which domains are those of relays
     */
    public Communication(ServiceLists lists, Predicate<String> hosts, Predicate<String> relays) {
        this.lists = lists;
        this.hosts = hosts;
        this.relays = relays;
        this.blocked = Set.copyOf(lists.get(Name.BLOCKED));
        this.allowed = Set.copyOf(lists.get(Name.ALLOWED));
    }

    /** A list as it is in force. */
    Set<Jid> get(Name list) {
        return list == Name.BLOCKED ? blocked : allowed;
    }

    /**
     * Puts a list in force; blocks.
     *
     * @throws StanzaErrorException {@code not-acceptable} where somebody is from here
     */
    void set(Name list, Set<Jid> jids) {
        for (Jid jid : jids) {
            if (hosts.test(jid.domain())) {
                throw new StanzaErrorException(
                        Condition.NOT_ACCEPTABLE,
                        jid + " is at this server, so nothing was changed; an account here can be disabled instead");
            }
        }
        lists.set(list, jids);
        if (list == Name.BLOCKED) {
            blocked = Set.copyOf(jids);
        } else {
            allowed = Set.copyOf(jids);
        }
    }

    /** Whether somebody elsewhere may not communicate with people here. */
    boolean isForbidden(@Nullable Jid jid) {
        if (jid == null || hosts.test(jid.domain())) {
            return false;
        }
        return isOn(blocked, jid) || (!allowed.isEmpty() && !relays.test(jid.domain()) && !isOn(allowed, jid));
    }

    private static boolean isOn(Set<Jid> list, Jid jid) {
        if (list.isEmpty()) {
            return false;
        }
        String resource = jid.resource();
        Jid domain = Jid.domain(jid.domain());
        return list.contains(jid)
                || list.contains(jid.bare())
                || list.contains(domain)
                || (resource != null && list.contains(domain.withResource(resource)));
    }

    /** Refuses what comes from them and what goes to them. */
    public List<Filter> filters() {
        return List.of(new Filter(Priority.GUARD, this::look));
    }

    private Filter.Verdict look(Stanza stanza) {
        if (isForbidden(stanza.from())) {
            return refusal("this server does not take anything from " + stanza.from());
        }
        if (isForbidden(stanza.to())) {
            return refusal("this server does not send anything to " + stanza.to());
        }
        return new Filter.Pass(stanza);
    }

    private static Filter.Verdict refusal(String text) {
        return new Filter.Refuse(
                StanzaError.of(Condition.POLICY_VIOLATION, text + "; its administrators have decided so"));
    }

    /** The same relays, to which nothing goes that the server itself would send to them, such as presence. */
    public Relays guarding(Relays all) {
        return domain -> {
            Relays.Relay relay = all.find(domain);
            return relay == null ? null : new Guarded(relay);
        };
    }

    private final class Guarded implements Relays.Relay {
        private final Relays.Relay relay;

        private Guarded(Relays.Relay relay) {
            this.relay = relay;
        }

        @Override
        public boolean isQuick(Stanza stanza) {
            return relay.isQuick(stanza);
        }

        @Override
        public boolean keeps(Message message) {
            return relay.keeps(message);
        }

        @Override
        public long send(Stanza stanza, Relays.Beside beside) {
            return isForbidden(stanza.to()) ? 0 : relay.send(stanza, beside);
        }
    }
}
