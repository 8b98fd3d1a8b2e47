package org.wockd.bench.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xml.Namespaces;

/**
 * Clients of a forwarder, which knows no accounts: what one of a pair says, the other hears. They take each other for the
 * server, as far as their stream headers go.
 */
public final class Partners {
    private static final StreamHeader HEADER =
            new StreamHeader(Namespaces.CLIENT, null, "localhost", null, "en", "1.0");

    private final Dialer dialer;

    public Partners(Dialer dialer) {
        this.dialer = dialer;
    }

    /**
     * Connects pairs, one after the other, because who connects next is the partner; blocks.
     *
     * @param count of clients, an even number
     * @return the clients, each with its partner beside it
     */
    public List<Session> meet(int count, Session.Listener listener) throws LoginException, InterruptedException {
        List<Session> sessions = new ArrayList<>();
        for (int number = 0; number < count; number += 2) {
            Line one = dialer.dial(number);
            Line other = dialer.dial(number + 1);
            one.greet(HEADER);
            other.greet(HEADER);
            sessions.add(session(one, number, listener));
            sessions.add(session(other, number + 1, listener));
        }
        return sessions;
    }

    private Session session(Line line, int number, Session.Listener listener)
            throws LoginException, InterruptedException {
        StreamHeader _ = line.greeted();
        String jid = Account.number(number).user() + "@" + dialer.target().domain() + "/bench";
        Session session = new Session(line, jid, false, listener);
        line.handTo(session.ear());
        return session;
    }

    /** Closes all; that a partner has gone first is no loss to anybody any more. */
    public static void part(List<Session> sessions) {
        CompletableFuture.allOf(sessions.stream()
                        .map(session -> CompletableFuture.runAsync(() -> session.listener(_ -> {}), session.loop()))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        CompletableFuture.allOf(sessions.stream().map(Session::close).toArray(CompletableFuture<?>[]::new))
                .join();
    }
}
