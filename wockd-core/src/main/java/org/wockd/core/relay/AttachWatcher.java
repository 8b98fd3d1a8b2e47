package org.wockd.core.relay;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Stanza;

/** Wants to know when a relay has attached, or an instance of it has got more users. */
@FunctionalInterface
public interface AttachWatcher {

    /**
     * An instance of a relay is there, and has got what waited for it. Time to tell it who is online. May block.
     */
    void attached(Arrival arrival);

    /**
     * Who has come, and for whom.
     *
     * @param relay names the domain
     * @param users whether this is the instance that works for a user, and has not been told of him
     * @param instance sends a stanza to it that need not survive it
     */
    record Arrival(RelayConfig relay, Predicate<Jid> users, Consumer<Stanza> instance) {}
}
