package org.wockd.core.xep;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.PresenceWatcher;
import org.wockd.core.mail.PostOffice;
import org.wockd.core.session.Session;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.xep.Spec;

/**
 * Offline messages: what waits for whom nobody could take it is delivered to the first client that can, before the client
 * is seen to be available, hence before all that comes later.
 */
final class Xep0160OfflineMessages implements Feature, PresenceWatcher {
    private final PostOffice office;

    Xep0160OfflineMessages(PostOffice office) {
        this.office = office;
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0160", "Best Practices for Handling Offline Messages", "1.0.1");
    }

    @Override
    public List<String> hostFeatures() {
        return List.of("msgoffline");
    }

    @Override
    public void coming(Session session, Presence presence) {
        if (isNew(session.presence(), presence)) {
            office.coming(session);
        }
    }

    /** What was stored since by somebody who did not see the client comes now. */
    @Override
    public void came(Session session, @Nullable Presence before, Presence now) {
        if (isNew(before, now)) {
            office.came(session);
        }
    }

    @Override
    public void stayedAway(Session session, @Nullable Presence before, Presence now) {
        if (isNew(before, now)) {
            office.came(session);
        }
    }

    /** Whether the client wants messages now, and did not up to now. */
    private static boolean isNew(@Nullable Presence before, Presence now) {
        return now.priority() >= 0 && (before == null || before.priority() < 0);
    }

    /** What the store had for the client and the process that died had not sent. */
    @Override
    public void resumed(Session session) {
        if (session.priority() >= 0) {
            office.deliver(session);
        }
    }
}
