package org.wockd.bench.load;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Result;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * Clients that write to a component which sends everything back, as {@link org.wockd.bench.client.Component} does.
 *
 * @param address the component's
 * @param stanza what they write
 * @param window how many each client keeps under way
 * @param size about how many characters a text has
 * @param managed whether the clients count, so that a message is done when it was acknowledged, too
 */
public record ComponentRun(String address, Stanza stanza, int window, int size, boolean managed, Phases phases) {

    /** A kind of stanza. */
    public enum Stanza {
        /** A message of type chat. */
        MESSAGE,
        /** An iq of type get, which is answered with a result. */
        IQ
    }

    /**
     * Lets clients that are online write, and adds the figures to {@code result}. An error ends it early.
     *
     * @param pids the server's processes
     */
    public void measure(List<Session> sessions, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        result.with("clients", sessions.size())
                .with("stanza", stanza.name())
                .with("size", size)
                .with("window", window)
                .with("managed", managed ? "yes" : "no");
        switch (stanza) {
            case MESSAGE -> {
                Messages messages = new Messages(size, errors);
                AtomicInteger flow = new AtomicInteger();
                Parties callers = Parties.of(
                        sessions, session -> new Caller(session, address, flow.getAndIncrement(), managed, messages));
                run(callers, messages.tally("round-trip", "round-trip", managed), pids, errors, result);
            }
            case IQ -> {
                Turns turns = new Turns();
                Parties askers = Parties.of(sessions, session -> new Asker(session, new Same(turns), errors));
                run(askers, turns.tally("round-trip"), pids, errors, result);
            }
        }
    }

    private void run(Parties parties, Tally tally, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        parties.begin(window);
        phases.measure(List.of(tally), pids, errors, result);
        parties.stop(phases.patience());
    }

    /** The same question each time, which the component gives back. */
    private final class Same implements Questions {
        private final Turns turns;
        private final Node question = Node.of(Namespaces.CLIENT, "iq")
                .with("type", "get")
                .with("to", address)
                .plus(Node.of("urn:example:echo", "echo").plus("x".repeat(size)));

        Same(Turns turns) {
            this.turns = turns;
        }

        @Override
        public Node next() {
            return question;
        }

        @Override
        public void answered(Node result, long asked) {
            turns.done(asked);
        }
    }
}
