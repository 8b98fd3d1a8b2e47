package org.wockd.core.admin;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wockd.core.store.ServiceLists;
import org.wockd.core.store.ServiceLists.Name;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/**
 * Who administers this server: those whom the configuration names, who stay so, and those whom they have made
 * administrators, who are in the store.
 */
public final class Administrators {
    private final Set<Jid> configured;
    private final ServiceLists lists;
    private volatile Set<Jid> appointed;

    /**
     * Reads the store.
     *
     * @param configured bare JIDs
     */
    public Administrators(Set<Jid> configured, ServiceLists lists) {
        this.configured = Set.copyOf(configured);
        this.lists = lists;
        this.appointed = Set.copyOf(lists.get(Name.ADMINS));
    }

    /** Whether somebody is one, by what was read last: good for showing what there is. Never blocks. */
    public boolean isAdmin(Jid jid) {
        return configured.contains(jid.bare()) || appointed.contains(jid.bare());
    }

    /** Whether somebody is one at this moment, whoever has changed the store: good for doing something. Blocks. */
    boolean isStillAdmin(Jid jid) {
        return configured.contains(jid.bare()) || read().contains(jid.bare());
    }

    /** All of them; blocks. */
    List<Jid> all() {
        Set<Jid> all = new LinkedHashSet<>(configured);
        all.addAll(read());
        return new ArrayList<>(all);
    }

    /**
     * Lets just these be administrators; blocks.
     *
     * @throws StanzaErrorException {@code not-acceptable} where one is left out that the configuration names
     */
    void set(Set<Jid> wanted) {
        for (Jid jid : configured) {
            if (!wanted.contains(jid)) {
                throw new StanzaErrorException(
                        Condition.NOT_ACCEPTABLE,
                        jid
                                + " is an administrator by the configuration, so nothing was changed; take it out of the key"
                                + " \"admins\" there");
            }
        }
        Set<Jid> rest = new LinkedHashSet<>(wanted);
        rest.removeAll(configured);
        lists.set(Name.ADMINS, rest);
        appointed = Set.copyOf(rest);
    }

    /** An account goes, and with it its place in the store: whoever gets the name next is nobody special. Blocks. */
    public void forget(Jid account) {
        Set<Jid> rest = new LinkedHashSet<>(lists.get(Name.ADMINS));
        if (rest.remove(account.bare())) {
            lists.set(Name.ADMINS, rest);
        }
        appointed = Set.copyOf(rest);
    }

    private Set<Jid> read() {
        Set<Jid> now = Set.copyOf(lists.get(Name.ADMINS));
        appointed = now;
        return now;
    }
}
