package org.wockd.bench.load;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Logins;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Latencies;
import org.wockd.protocol.xml.Node;

/** Many clients coming and going, some at once. */
public final class Crowd {
    private static final long CLOSING_SECONDS = 60;

    private final Logins logins;
    private final Errors errors;
    private final int atOnce;

    /**
     * @param atOnce how many come in at the same time
     */
    public Crowd(Dialer dialer, Errors errors, int atOnce) {
        this.logins = new Logins(dialer);
        this.errors = errors;
        this.atOnce = atOnce;
    }

    private interface Task {
        void of(int number) throws LoginException, InterruptedException, ExecutionException, TimeoutException;
    }

    /** Does something for many numbers, some at once, and waits until all is done. What fails is counted. */
    private void each(IntStream numbers, Task task) throws InterruptedException {
        Semaphore free = new Semaphore(atOnce);
        for (int number : numbers.toArray()) {
            free.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    task.of(number);
                } catch (LoginException | ExecutionException | TimeoutException e) {
                    errors.add(Errors.Kind.NOT_LOGGED_IN, String.valueOf(e.getMessage()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    free.release();
                }
            });
        }
        free.acquire(atOnce);
    }

    private static IntStream numbers(int first, int count) {
        return IntStream.range(first, first + count);
    }

    /** Makes accounts by in-band registration; those that are there already are left as they are. */
    public void register(int first, int count) throws InterruptedException {
        each(numbers(first, count), number -> {
            boolean _ = logins.register(number);
        });
    }

    /**
     * Brings clients online: each has bound, has sent its presence, and the server has dealt with it.
     *
     * @param managed whether they count stanzas
     * @return those that are there, in the order of their numbers
     */
    public List<Session> comesOnline(int first, int count, boolean managed, IntFunction<Session.Listener> listeners)
            throws InterruptedException {
        return comesOnline(numbers(first, count), managed, listeners);
    }

    /** The same for any numbers. */
    List<Session> comesOnline(IntStream numbers, boolean managed, IntFunction<Session.Listener> listeners)
            throws InterruptedException {
        return come(numbers, number -> available(number, managed, listeners.apply(number)));
    }

    /** The same, but they have only bound: nobody is told that they are there. */
    List<Session> binds(IntStream numbers, boolean managed, IntFunction<Session.Listener> listeners)
            throws InterruptedException {
        return come(numbers, number -> logins.login(number, managed, listeners.apply(number)));
    }

    private interface Entry {
        Session of(int number) throws LoginException, InterruptedException, ExecutionException, TimeoutException;
    }

    private List<Session> come(IntStream numbers, Entry entry) throws InterruptedException {
        Map<Integer, Session> sessions = new ConcurrentSkipListMap<>();
        each(numbers, number -> sessions.put(number, entry.of(number)));
        return List.copyOf(sessions.values());
    }

    private Session available(int number, boolean managed, Session.Listener listener)
            throws LoginException, InterruptedException, ExecutionException, TimeoutException {
        Session session = logins.login(number, managed, listener);
        session.loop().execute(() -> session.send(Presences.available()));
        Node _ = session.fence().get(CLOSING_SECONDS, TimeUnit.SECONDS);
        return session;
    }

    /**
     * Clients come online and leave at once, each so many times, one time after the other.
     *
     * @param latencies from the connection until the server has dealt with the presence
     */
    public void comesAndGoes(int first, int count, int times, Latencies latencies) throws InterruptedException {
        each(numbers(first, count), number -> {
            for (int time = 0; time < times; time++) {
                long begun = System.nanoTime();
                Session session = available(number, false, bystander(number));
                latencies.record(begun, System.nanoTime());
                session.close().get(CLOSING_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    /** Closes all streams in order, and waits until the connections are gone. */
    public void leaves(List<Session> sessions) throws InterruptedException {
        CompletableFuture<Void> all =
                CompletableFuture.allOf(sessions.stream().map(Session::close).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            errors.add(Errors.Kind.CONNECTION_LOST, "the server did not close the streams: " + e);
        }
    }

    /** A client that only has to be there. */
    public Session.Listener bystander(int number) {
        return why -> errors.add(Errors.Kind.CONNECTION_LOST, "client " + number + ": " + why);
    }
}
