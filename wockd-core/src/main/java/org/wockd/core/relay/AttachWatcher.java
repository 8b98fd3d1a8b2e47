package org.wockd.core.relay;

/** Wants to know when a relay has attached. */
@FunctionalInterface
public interface AttachWatcher {

    /**
     * A relay is there again, and has got what waited for it. Time to tell it who is online. May block.
     *
     * @param relay takes stanzas for the relay; its configuration names the domain
     */
    void attached(CoreRelay relay);
}
