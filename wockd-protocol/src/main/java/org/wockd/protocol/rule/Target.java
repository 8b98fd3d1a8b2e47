package org.wockd.protocol.rule;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/** Who a stanza is for, seen from the process that has it. */
public enum Target {
    /** The sender's own account: no address at all, or the own bare JID on a host that is served (RFC 6120 §10.3). */
    SELF,
    /** A host that this process serves, without a local part. */
    HOST,
    /** The bare JID of another account on a host that this process serves. */
    ACCOUNT,
    /** A full JID, or a host with a resource. */
    RESOURCE,
    /** An address on a host that this process does not serve. */
    ELSEWHERE;

    /** Says which hosts a process serves. */
    public interface Hosts {
        boolean serves(String domain);
    }

    /** The target of an address. */
    public static Target of(Jid from, @Nullable Jid to, Hosts hosts) {
        if (to == null) {
            return from.local() == null ? HOST : SELF;
        }
        if (to.resource() != null) {
            return hosts.serves(to.domain()) ? RESOURCE : ELSEWHERE;
        }
        if (!hosts.serves(to.domain())) {
            return ELSEWHERE;
        }
        if (to.local() == null) {
            return HOST;
        }
        return to.equals(from.bare()) ? SELF : ACCOUNT;
    }
}
