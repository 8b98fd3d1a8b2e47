package org.wockd.protocol.relay;

/** Wants to know when a relay's link comes and goes. Called on the link's event loop; must not block. */
public interface LinkListener {

    /**
     * The core has accepted the relay; what waited has been written. The core tells anew who is online. Not called when the
     * link goes on where it was.
     */
    default void up() {}

    /** The link is lost, and will not go on where it was; what is known of who is online holds no more. */
    default void down() {}
}
