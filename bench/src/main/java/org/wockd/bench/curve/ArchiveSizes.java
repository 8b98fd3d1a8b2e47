package org.wockd.bench.curve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.wockd.bench.client.Account;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.Archives;
import org.wockd.bench.load.ChatRun;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.PageRun;
import org.wockd.bench.measure.Result;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xep.ResultSet;
import org.wockd.protocol.xml.Node;

/** The archive of one user, with more and more messages. */
final class ArchiveSizes implements Subject {
    private static final int PAGE = 50;
    private static final int PEERS = 100;
    private static final int WINDOW = 10;
    private static final int SIZE = 100;
    private static final String OWNER = Account.number(0).user() + "@localhost";

    private static final Curve LOOKS = new Curve(
            "archive",
            "One page of 50 messages",
            "messages in the archive",
            "CPU µs",
            List.of(
                    new Curve.Line("latest", "the latest page", Curve.Growth.EACH),
                    new Curve.Line("middle", "a page from the middle", Curve.Growth.EACH),
                    new Curve.Line("with", "the latest page with one of 100 contacts", Curve.Growth.EACH)));
    private static final Curve APPENDS = new Curve(
            "archive-append",
            "One more message",
            "messages in the archive",
            "CPU µs",
            List.of(new Curve.Line("append", "a chat message, routed and archived", Curve.Growth.EACH)));
    private static final Curve WRITTEN = new Curve(
            "archive-written",
            "One more message",
            "messages in the archive",
            "octets written",
            List.of(new Curve.Line("append", "a chat message, routed and archived", Curve.Growth.EACH)));

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public String title() {
        return "Messages in an archive";
    }

    @Override
    public String words() {
        return """
                One client, which does not count (XEP-0198), looks at one page of its archive (XEP-0313) again and again, one time
                after the other; then it and another client, which count, write to each other, each with 10 messages under way, which the
                archives of both keep. The archive holds copies of
                a message of 100 characters, with 100 contacts in turn.""";
    }

    @Override
    public List<Curve> curves() {
        return List.of(LOOKS, APPENDS, WRITTEN);
    }

    @Override
    public void measure(Ground ground, Measured into) throws IOException, InterruptedException, LoginException {
        Path folder = ground.folder(this);
        ground.serve(folder, true, "", play -> {
            play.crowd().register(0, 2);
            List<Session> both = play.crowd().comesOnline(0, 2, true, play.crowd()::bystander);
            new ChatRun(
                            1,
                            0,
                            SIZE,
                            true,
                            Duration.ZERO,
                            Duration.ofMillis(100),
                            ground.phases().patience())
                    .measure(both, play.pids(), ground.errors(), new Result());
            play.crowd().leaves(both);
        });
        for (long rows : ground.sizes(10_000, 100_000, 1_000_000)) {
            if (!ground.well()) {
                return;
            }
            Stores.fill(folder, store -> store.archive(OWNER, rows, PEERS));
            ground.serve(folder, true, "", play -> {
                List<Session> owner = play.crowd().comesOnline(0, 1, false, play.crowd()::bystander);
                if (ground.well()) {
                    looks(ground, play, owner.getFirst(), rows, into);
                }
                play.crowd().leaves(owner);
                List<Session> both = play.crowd().comesOnline(0, 2, true, play.crowd()::bystander);
                append(ground, play, both, rows, into);
                play.crowd().leaves(both);
            });
        }
    }

    private void looks(Ground ground, Ground.Play play, Session owner, long rows, Measured into)
            throws IOException, InterruptedException {
        ResultSet.Request latest = new ResultSet.Request(OptionalInt.of(PAGE), new ResultSet.Place.End());
        Node with = Archives.query(Map.of("with", "peer-007@localhost"), latest);
        // A core that has just started compiles first what all pages need.
        new PageRun(Archives.query(Map.of(), latest), PAGE, ground.phases())
                .measure(owner, play.pids(), ground.errors(), new Result());
        look(ground, play, owner, Archives.query(Map.of(), latest), "latest", rows, into);
        look(ground, play, owner, middle(owner, rows, ground), "middle", rows, into);
        look(ground, play, owner, with, "with", rows, into);
    }

    /** The page before the message that is half as old as the oldest one: they are a second from each other. */
    private static Node middle(Session owner, long rows, Ground ground) {
        Instant half = Instant.now().minusSeconds(rows / 2).truncatedTo(ChronoUnit.SECONDS);
        Node first = owner.ask(Archives.query(
                        Map.of("start", half.toString()),
                        new ResultSet.Request(OptionalInt.of(1), new ResultSet.Place.Start())))
                .join();
        try {
            String id = Archives.End.in(first).first();
            if (id != null) {
                return Archives.query(
                        Map.of(), new ResultSet.Request(OptionalInt.of(PAGE), new ResultSet.Place.Before(id)));
            }
            ground.errors().add(Errors.Kind.INCOMPLETE, "the archive has no message in its middle: " + first);
        } catch (PayloadException e) {
            ground.errors().add(Errors.Kind.REFUSED, String.valueOf(e.getMessage()));
        }
        return first;
    }

    private void look(Ground ground, Ground.Play play, Session owner, Node query, String line, long rows, Measured into)
            throws IOException, InterruptedException {
        if (!ground.well()) {
            return;
        }
        Result result = new Result().with("page-of", line);
        new PageRun(query, PAGE, ground.phases()).measure(owner, play.pids(), ground.errors(), result);
        ground.tell(this, rows, result);
        into.add(LOOKS.name(), line, rows, result.number("cpu-us-per-page"));
    }

    private void append(Ground ground, Ground.Play play, List<Session> both, long rows, Measured into)
            throws IOException, InterruptedException {
        if (!ground.well()) {
            return;
        }
        Result result = new Result();
        new ChatRun(
                        WINDOW,
                        0,
                        SIZE,
                        true,
                        ground.phases().warmUp(),
                        ground.phases().time(),
                        ground.phases().patience())
                .measure(both, play.pids(), ground.errors(), result);
        ground.tell(this, rows, result);
        into.add(APPENDS.name(), "append", rows, result.number("cpu-us-per-message"));
        into.add(WRITTEN.name(), "append", rows, Math.max(1, result.number("written-bytes-per-message")));
    }
}
