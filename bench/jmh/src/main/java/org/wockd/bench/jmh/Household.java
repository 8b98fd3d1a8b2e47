package org.wockd.bench.jmh;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.wockd.core.feature.FeatureList;
import org.wockd.core.mail.ArchiveWishes;
import org.wockd.core.mail.PostOffice;
import org.wockd.core.route.Post;
import org.wockd.core.route.Router;
import org.wockd.core.session.LocalSessions;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Archive.Standard;
import org.wockd.core.store.Stores;
import org.wockd.core.xep.Features;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.xep.SoftwareVersion;

/** The rules and filters of the core, its router, and bob, who has a phone and a laptop online. The router keeps nothing. */
@State(Scope.Benchmark)
public class Household {
    static final Jid ALICE = Jid.parse("alice@localhost/laptop");
    static final Jid BOB = Jid.parse("bob@localhost/phone");
    private static final Duration SOON = Duration.ofSeconds(5);

    final Target.Hosts hosts = "localhost"::equals;
    final Phone phone = new Phone(BOB);
    final Router router;
    final Rules rules;
    final Path path;
    private final Disk disk = new Disk();

    /** Opens a store, for the features that want one, and puts all together as the core does. */
    public Household() {
        Stores stores = disk.stores();
        Sessions sessions = new LocalSessions(10, new SimpleMeterRegistry());
        bind(sessions, phone);
        bind(sessions, new Phone(BOB.withResource("laptop")));
        bind(sessions, new Phone(ALICE));
        router = new Router(hosts, sessions, domain -> null, Post.UNKEPT);
        ArchiveWishes wishes = new ArchiveWishes(stores.archive(), stores.rosters(), Standard.NEVER);
        Clock clock = Clock.systemUTC();
        PostOffice office = new PostOffice(stores, sessions, hosts, wishes, Runnable::run, clock, SOON);
        FeatureList features = new Features(
                        hosts, stores, sessions, router, office, wishes, new SoftwareVersion("wockd", "jmh"), clock)
                .with(List.of());
        rules = features.rules();
        path = new Path(features.filters(), rules, hosts, router);
    }

    private static void bind(Sessions sessions, Phone client) {
        try {
            sessions.bind(client);
        } catch (Sessions.TooManySessions e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes the store. */
    @TearDown
    public void close() throws IOException {
        disk.close();
    }
}
