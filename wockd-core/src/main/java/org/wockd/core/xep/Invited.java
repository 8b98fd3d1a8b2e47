package org.wockd.core.xep;

import java.util.concurrent.atomic.AtomicReference;
import org.wockd.core.session.Attachment;
import org.wockd.core.store.Invitations.Invitation;

/**
 * The invitation that a client has shown on its stream, before it registers.
 *
 * @param token what it has shown
 */
record Invited(String token, Invitation invitation) {
    /** Holds null until one is shown. */
    static final Attachment<AtomicReference<Invited>> SHOWN = new Attachment<>(AtomicReference::new);

    /** Without the token, which is a secret. */
    @Override
    public String toString() {
        return "Invited[" + invitation + "]";
    }
}
