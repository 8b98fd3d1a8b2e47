package org.wockd.bench.curve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.wockd.bench.client.Account;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.Phases;
import org.wockd.bench.load.PresenceRun;
import org.wockd.bench.load.RosterRun;
import org.wockd.bench.measure.Result;

/** The rosters of some users, with more and more contacts, of whom few are online. */
final class RosterSizes implements Subject {
    private static final int ONLINE = 10;
    /** They are contacts of each other. */
    private static final int FRIENDS = ONLINE + 1;
    /** They have contacts who are never there. */
    private static final int LONERS = 4;

    private static final double KIB = 1024;
    private static final double MILLIS = 1000;
    private static final String MODEL = account(0);

    private static final Curve LOGINS = new Curve(
            "roster-login",
            "One login that fetches the roster",
            "contacts",
            "CPU ms",
            List.of(new Curve.Line("login", "connection, login, roster, presence, end", Curve.Growth.ALL)));
    private static final Curve OCTETS = new Curve(
            "roster-octets",
            "A roster on the wire",
            "contacts",
            "KiB",
            List.of(new Curve.Line("roster", "the answer with the whole roster", Curve.Growth.ALL)));
    private static final Curve CHANGES = new Curve(
            "roster-change",
            "A change",
            "contacts",
            "CPU µs",
            List.of(
                    new Curve.Line(
                            "presence", "another status, told to all, for each of 10 who are there", Curve.Growth.ALL),
                    new Curve.Line("set", "another name of a contact, stored and pushed", Curve.Growth.EACH)));

    private static String account(int number) {
        return Account.number(number).user() + "@localhost";
    }

    @Override
    public String name() {
        return "roster";
    }

    @Override
    public String title() {
        return "Contacts in a roster";
    }

    @Override
    public String words() {
        return """
                4 clients log in, fetch their rosters, send presence, and leave, again and again; all their contacts are local, know them
                and are away. Then 11 clients that are contacts of each other and have as many contacts in all, the others away, tell of a
                change of status, again and again: each change is one for all contacts, and so may cost n log n; and give a contact another
                name.""";
    }

    @Override
    public List<Curve> curves() {
        return List.of(LOGINS, OCTETS, CHANGES);
    }

    @Override
    public void measure(Ground ground, Measured into) throws IOException, InterruptedException, LoginException {
        Path folder = ground.folder(this);
        ground.serve(folder, false, "", play -> {
            play.crowd().register(0, FRIENDS + LONERS);
            List<Session> friends = play.crowd().comesOnline(0, FRIENDS, false, play.crowd()::bystander);
            Phases once = new Phases(
                    Duration.ZERO, Duration.ofMillis(10), ground.phases().patience());
            status(once).measure(friends, play.pids(), ground.errors(), new Result());
            play.crowd().leaves(friends);
        });
        for (long contacts : ground.sizes(ONLINE, 100, 1_000, 5_000)) {
            if (!ground.well()) {
                return;
            }
            Stores.fill(folder, store -> {
                for (int number = 0; number < FRIENDS + LONERS; number++) {
                    store.roster(account(number), MODEL, contacts);
                }
            });
            ground.serve(folder, false, "", play -> {
                logins(ground, play, contacts, into);
                List<Session> friends = play.crowd().comesOnline(0, FRIENDS, false, play.crowd()::bystander);
                changes(ground, play, friends, contacts, into);
                play.crowd().leaves(friends);
            });
        }
    }

    private static PresenceRun status(Phases phases) {
        return new PresenceRun(ONLINE, PresenceRun.Change.STATUS, 1, phases);
    }

    private void logins(Ground ground, Ground.Play play, long contacts, Measured into)
            throws IOException, InterruptedException {
        Result result = new Result();
        new RosterRun(MODEL, ground.phases())
                .logins(play.crowd(), FRIENDS, LONERS, play.pids(), ground.errors(), result);
        ground.tell(this, contacts, result);
        if (ground.well()) {
            into.add(LOGINS.name(), "login", contacts, result.number("cpu-us-per-login") / MILLIS);
            into.add(OCTETS.name(), "roster", contacts, result.number("octets-per-roster") / KIB);
        }
    }

    private void changes(Ground ground, Ground.Play play, List<Session> friends, long contacts, Measured into)
            throws IOException, InterruptedException {
        if (!ground.well()) {
            return;
        }
        Result presence = new Result();
        status(ground.phases()).measure(friends, play.pids(), ground.errors(), presence);
        ground.tell(this, contacts, presence);
        Result set = new Result();
        if (ground.well()) {
            // The first one has no contact of this name but itself: the last one is renamed.
            new RosterRun(account(ONLINE), ground.phases())
                    .sets(friends.subList(0, ONLINE), play.pids(), ground.errors(), set);
            ground.tell(this, contacts, set);
        }
        if (ground.well()) {
            into.add(CHANGES.name(), "presence", contacts, presence.number("cpu-us-per-presence"));
            into.add(CHANGES.name(), "set", contacts, set.number("cpu-us-per-set"));
        }
    }
}
