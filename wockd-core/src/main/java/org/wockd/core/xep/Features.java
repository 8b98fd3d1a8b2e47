package org.wockd.core.xep;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.wockd.core.admin.Bulletin;
import org.wockd.core.feature.Farewell;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.FeatureList;
import org.wockd.core.feature.PresenceWatcher;
import org.wockd.core.feature.RosterWriter;
import org.wockd.core.mail.ArchiveWishes;
import org.wockd.core.mail.PostOffice;
import org.wockd.core.route.Post;
import org.wockd.core.route.Router;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Stores;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.xep.SoftwareVersion;

/** All that this server can do: the one place where features are made. */
public final class Features {
    private final Availability availability;
    private final Contacts contacts;
    private final Rfc6121Subscriptions subscriptions;
    private final Rfc6121Presence presence;
    private final Bulletin bulletin;
    private final Stores stores;
    private final Clock clock;
    private final List<Feature> own;

    /**
     * Makes them.
     *
     * @param office what {@code router} gives messages to
     * @param wishes whose messages are archived
     * @param software what the server says it is
     */
    public Features(
            Target.Hosts hosts,
            Stores stores,
            Sessions sessions,
            Router router,
            PostOffice office,
            ArchiveWishes wishes,
            SoftwareVersion software,
            Clock clock) {
        this.stores = stores;
        Xep0160OfflineMessages offline = new Xep0160OfflineMessages(office);
        Xep0280Carbons carbons = new Xep0280Carbons(sessions);
        office.open(carbons, router::send);
        this.clock = clock;
        bulletin = new Bulletin(stores.notices(), sessions, router::send);
        availability = new Availability(sessions, router);
        contacts = new Contacts(stores.rosters(), sessions);
        subscriptions = new Rfc6121Subscriptions(hosts, stores, contacts, availability, router, clock);
        presence = new Rfc6121Presence(
                hosts, sessions, stores.rosters(), availability, List.of(subscriptions, offline, bulletin));
        own = List.of(
                new Rfc6121Roster(stores.rosters(), sessions, contacts, subscriptions),
                subscriptions,
                presence,
                offline,
                carbons,
                new Xep0313MessageArchive(stores.archive(), wishes, office, sessions),
                new Xep0334Hints(),
                new Xep0359StanzaIds(),
                new Xep0203Delay(),
                new Xep0199Ping(),
                new Xep0092Version(software),
                new Xep0202Time(clock));
    }

    /** Changes rosters, for relays that may. */
    public RosterWriter rosters() {
        return contacts;
    }

    /** Tells people what administrators want everybody to hear. */
    public Bulletin bulletin() {
        return bulletin;
    }

    /** Takes an account out of the rosters of others. */
    public Farewell farewell() {
        return subscriptions;
    }

    /**
     * The same where only the store is at hand, as on the command line: who is not an account there is not told.
     *
     * @param sessions those who are told, mostly nobody
     */
    public static Farewell farewell(Target.Hosts hosts, Stores stores, Sessions sessions, Clock clock) {
        Router router = new Router(hosts, sessions, domain -> null, Post.UNKEPT);
        return new Rfc6121Subscriptions(
                hosts,
                stores,
                new Contacts(stores.rosters(), sessions),
                new Availability(sessions, router),
                router,
                clock);
    }

    /**
     * Changes rosters where only the store is at hand.
     *
     * @param sessions those who are told, mostly nobody
     */
    public static RosterWriter rosters(Stores stores, Sessions sessions) {
        return new Contacts(stores.rosters(), sessions);
    }

    /** Whoever lets a relay in tells it. */
    public Rfc6121Presence presence() {
        return presence;
    }

    /** These and some more, and what tells clients of all of them. */
    public FeatureList with(List<Feature> more) {
        List<Feature> all = new ArrayList<>(own);
        for (Feature feature : more) {
            all.add(feature);
            if (feature instanceof PresenceWatcher watcher) {
                presence.watch(watcher);
                subscriptions.watch(watcher);
            }
        }
        all.add(new Xep0050AdhocCommands(all, clock));
        all.add(new Xep0115Caps(all));
        all.add(new Xep0030Disco(all, stores.rosters(), availability));
        return new FeatureList(all);
    }
}
