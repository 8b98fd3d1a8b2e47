package org.wockd.bench.curve;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.wockd.bench.client.Component;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.AwayRun;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.Phases;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Wockd;

/** The queue of a relay that is away, with more and more stanzas. */
final class RelayQueues implements Subject {
    private static final int CLIENTS = 25;
    private static final int WINDOW = 50;
    private static final int SIZE = 100;
    private static final int WARMING = 1_000;
    /** Of the first rounds, which are not measured: as many as a JVM needs to have compiled what it does. */
    private static final int WARM_UPS = 3;

    private static final Curve CURVE = new Curve(
            "relay",
            "One message for a relay that is away",
            "messages in its queue",
            "CPU µs",
            List.of(
                    new Curve.Line("queued", "to queue it, until it is acknowledged", Curve.Growth.EACH),
                    new Curve.Line("fetched", "to fetch it, with the attaching of the relay", Curve.Growth.EACH)));

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public String title() {
        return "Messages in the queue of a relay";
    }

    @Override
    public String words() {
        return """
                25 clients that count (XEP-0198) write to a component (XEP-0114) that is away, each with 50 messages that wait for their
                acknowledgement; when all are acknowledged it attaches and gets everything. Few messages are queued and fetched again and
                again; what the attaching itself costs weighs on few.""";
    }

    @Override
    public List<Curve> curves() {
        return List.of(CURVE);
    }

    @Override
    public void measure(Ground ground, Measured into) throws IOException, InterruptedException, LoginException {
        ground.serve(ground.folder(this), false, "", play -> {
            play.crowd().register(0, CLIENTS);
            List<Session> clients = play.crowd().comesOnline(0, CLIENTS, true, play.crowd()::bystander);
            Phases warming = new Phases(
                    ground.phases().warmUp().multipliedBy(WARM_UPS),
                    Duration.ZERO,
                    ground.phases().patience());
            if (ground.well()) {
                run(Math.min(WARMING, ground.most()), warming, ground, play, clients);
            }
            for (long queued : ground.sizes(10, 100, 1_000, 10_000, 100_000)) {
                if (ground.well()) {
                    Phases phases = new Phases(
                            Duration.ZERO,
                            ground.phases().time(),
                            ground.phases().patience());
                    Result result = run(queued, phases, ground, play, clients);
                    ground.tell(this, queued, result);
                    if (ground.well()) {
                        into.add(CURVE.name(), "queued", queued, result.number("cpu-us-per-queued-stanza"));
                        into.add(CURVE.name(), "fetched", queued, result.number("cpu-us-per-fetched-stanza"));
                    }
                }
            }
            play.crowd().leaves(clients);
        });
    }

    private static Result run(long messages, Phases phases, Ground ground, Ground.Play play, List<Session> clients)
            throws IOException, InterruptedException, LoginException {
        Component.Place place = new Component.Place(play.core().components(), Wockd.COMPONENT, Wockd.SECRET);
        Result result = new Result();
        new AwayRun(Wockd.COMPONENT, Math.toIntExact(messages), WINDOW, SIZE, phases)
                .measure(
                        clients,
                        listener -> Component.listen(
                                play.dialer(),
                                place,
                                listener,
                                why -> ground.errors().add(Errors.Kind.CONNECTION_LOST, "the component: " + why)),
                        play.pids(),
                        ground.errors(),
                        result);
        return result;
    }
}
