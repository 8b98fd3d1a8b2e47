package org.wockd.core.mail;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.List;
import org.wockd.core.store.Archive;
import org.wockd.core.store.Archive.Preferences;
import org.wockd.core.store.Archive.Standard;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.Rosters;
import org.wockd.protocol.cache.Caches;
import org.wockd.protocol.jid.Jid;

/** Whose messages each account wants archived; what was asked for lately is known without the store. */
public final class ArchiveWishes {
    private static final int REMEMBERED = 10_000;

    private final Archive archive;
    private final Rosters rosters;
    private final Standard standard;
    private final Cache<Jid, Preferences> known =
            Caches.builder().maximumSize(REMEMBERED).build();

    /**
     * @param standard for accounts that never said
     */
    public ArchiveWishes(Archive archive, Rosters rosters, Standard standard) {
        this.archive = archive;
        this.rosters = rosters;
        this.standard = standard;
    }

    /** What an account wants; blocks. */
    public Preferences of(Jid owner) {
        Preferences remembered = known.getIfPresent(owner.bare());
        if (remembered != null) {
            return remembered;
        }
        Preferences said = archive.preferences(owner.bare());
        // What was set since is newer.
        return known.asMap()
                .merge(
                        owner.bare(),
                        said == null ? new Preferences(standard, List.of(), List.of()) : said,
                        (newer, read) -> newer);
    }

    /** An account wants something else from now on; blocks. */
    public void set(Jid owner, Preferences preferences) {
        archive.setPreferences(owner, preferences);
        known.put(owner.bare(), preferences);
    }

    /** Whether {@link #wants} can tell without blocking. */
    boolean isKnown(Jid owner) {
        Preferences preferences = known.getIfPresent(owner.bare());
        return preferences != null && preferences.standard() != Standard.ROSTER;
    }

    /** Whether an account wants its messages with somebody archived; blocks where {@link #isKnown} says so. */
    boolean wants(Jid owner, Jid peer) {
        Preferences preferences = of(owner);
        Jid contact = peer.bare();
        if (preferences.always().contains(contact)) {
            return true;
        }
        if (preferences.never().contains(contact)) {
            return false;
        }
        return switch (preferences.standard()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case ROSTER -> {
                RosterItem item = rosters.item(owner.bare(), contact);
                yield item != null;
            }
        };
    }
}
