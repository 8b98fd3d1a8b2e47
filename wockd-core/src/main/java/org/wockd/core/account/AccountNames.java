package org.wockd.core.account;

import java.util.List;
import org.wockd.core.auth.Preparation;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/**
 * Brings what people type to the address of an account of this server.
 *
 * @param hosts those that are served
 */
public record AccountNames(List<String> hosts) {

    public AccountNames {
        hosts = List.copyOf(hosts);
    }

    /**
     * The account of a user name at a host.
     *
     * @throws StanzaErrorException {@code not-acceptable} where the name is empty, too long, or has a character that it
     *     must not have
     */
    public Jid account(String username, String host) {
        try {
            return Jid.of(Preparation.localpart(username), host, null);
        } catch (IllegalArgumentException e) {
            throw new StanzaErrorException(Condition.NOT_ACCEPTABLE, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The account of an address.
     *
     * @throws StanzaErrorException {@code jid-malformed} where it is none, {@code not-acceptable} where it is not one of
     *     this server, or is that of a client
     */
    public Jid account(String address) {
        Jid jid;
        try {
            jid = Jid.parse(address);
        } catch (JidException e) {
            throw new StanzaErrorException(
                    Condition.JID_MALFORMED, "\"" + address + "\" is not an address: " + e.getMessage());
        }
        if (jid.local() == null || jid.resource() != null || !hosts.contains(jid.domain())) {
            throw new StanzaErrorException(
                    Condition.NOT_ACCEPTABLE,
                    "\"" + address + "\" is not an account of this server. Give a name at one of its hosts: NAME@"
                            + String.join(", NAME@", hosts) + ".");
        }
        return jid;
    }

    /**
     * The account of somebody at one of the hosts, of a client's address, too.
     *
     * @throws StanzaErrorException {@code not-acceptable} where it is not one of this server
     */
    public Jid own(Jid jid) {
        return account(jid.bare().toString());
    }

    static StanzaErrorException unknown(Jid account) {
        return new StanzaErrorException(Condition.ITEM_NOT_FOUND, "there is no account " + account.bare());
    }
}
