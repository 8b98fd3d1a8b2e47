package org.wockd.core.crash;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.wockd.core.auth.ScramSecrets;
import org.wockd.core.crash.Ledger.Letter;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.Database;

/** People who write numbered letters to each other over a core that may go at any moment; receivers come and go. */
final class People {
    private static final int MOST_UNACKNOWLEDGED = 100;
    private static final int LONGEST_REST = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final CoreProcess core;
    private final Ledger ledger;
    private final List<String> senders;
    private final List<String> receivers;
    private final CountDownLatch writingOver = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Future<?>> plays = new ArrayList<>();
    private final Queue<CountingClient> clients = new ConcurrentLinkedQueue<>();

    /** So many of each; the password of each is the name twice. */
    People(CoreProcess core, Ledger ledger, int senders, int receivers) {
        this.core = core;
        this.ledger = ledger;
        this.senders = names("sender", senders);
        this.receivers = names("receiver", receivers);
    }

    private static List<String> names(String role, int number) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            names.add(role + i);
        }
        return names;
    }

    /** Makes their accounts, before the core has started for the first time. */
    void makeAccounts(Path data) {
        try (Database database = Database.open(
                        Database.sqlite(data.resolve("core.db")), SqlStores.MIGRATIONS, new SimpleMeterRegistry());
                Stores stores = SqlStores.open(
                        database, StoreLimits.defaults(), InstantSource.system(), new SimpleMeterRegistry())) {
            for (List<String> names : List.of(senders, receivers)) {
                for (String name : names) {
                    stores.accounts()
                            .create(Jid.of(name, "localhost", null), ScramSecrets.deriveAll(name + name, 4096));
                }
            }
        }
    }

    /** They begin to write and to read. */
    void start(ExecutorService threads, Random random) {
        for (String sender : senders) {
            Random own = new Random(random.nextLong());
            plays.add(threads.submit(() -> sends(sender, own)));
        }
        for (String receiver : receivers) {
            Random own = new Random(random.nextLong());
            plays.add(threads.submit(() -> receives(receiver, own)));
        }
    }

    /** Nobody writes anything new; what is written is still sent and read. */
    void endWriting() {
        writingOver.countDown();
    }

    /** Everybody goes; to be followed by {@link #join}. */
    void end() {
        writingOver.countDown();
        over.countDown();
    }

    /** Waits until everybody has gone, and throws what went wrong with one of them. */
    void join() throws ExecutionException, InterruptedException, TimeoutException {
        for (Future<?> play : plays) {
            play.get(2, TimeUnit.MINUTES);
        }
    }

    /** Lets some time pass, unless all is over. */
    void pass(int millis) throws InterruptedException {
        var _ = over.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits until something has come about; that it does not in two minutes is a problem. */
    void progress(Callable<Boolean> enough) {
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(PATIENCE)
                    .until(enough);
        } catch (ConditionTimeoutException e) {
            ledger.problem("for " + PATIENCE.toSeconds() + " s not acknowledged or not delivered: " + ledger.missing()
                    + " while the clients were " + clients);
        }
    }

    private boolean sends(String name, Random random) throws Exception {
        CountingClient client = new CountingClient(name, "desk", false, ledger);
        clients.add(client);
        int[] places = new int[receivers.size()];
        boolean done = false;
        for (CoreProcess.Up up = core.await(); !done && up != null; up = core.await()) {
            try {
                client.connect(up);
                done = writes(client, name, places, random);
                client.breaks(random.nextBoolean());
            } catch (IOException e) {
                client.breaks(false);
                pass(random.nextInt(LONGEST_REST));
            }
        }
        return true;
    }

    /** Writes until the stream is lost, or given up; true where all is written and acknowledged. */
    private boolean writes(CountingClient client, String name, int[] places, Random random) throws Exception {
        while (writingOver.getCount() > 0) {
            int to = random.nextInt(receivers.size());
            client.write(new Letter(name, receivers.get(to), ++places[to]), random.nextInt(5) == 0);
            if (!client.settles(MOST_UNACKNOWLEDGED) || random.nextInt(300) == 0) {
                return false;
            }
            if (random.nextInt(3) == 0 && !client.stays(random.nextInt(40))) {
                return false;
            }
        }
        return client.settles(0);
    }

    private boolean receives(String name, Random random) throws Exception {
        CountingClient client = new CountingClient(name, "phone", true, ledger);
        clients.add(client);
        for (CoreProcess.Up up = core.await(); over.getCount() > 0 && up != null; up = core.await()) {
            try {
                client.connect(up);
                while (client.stays(random.nextInt(50, 800)) && over.getCount() > 0) {
                    if (writingOver.getCount() > 0 && random.nextBoolean()) {
                        goes(client, random);
                        break;
                    }
                }
            } catch (IOException e) {
                client.breaks(false);
                pass(random.nextInt(LONGEST_REST));
            }
        }
        client.breaks(false);
        return true;
    }

    private void goes(CountingClient client, Random random) throws IOException, InterruptedException {
        if (random.nextInt(3) == 0) {
            client.leaves();
        } else {
            client.breaks(random.nextBoolean());
        }
        if (random.nextInt(3) == 0) {
            var _ = writingOver.await(random.nextInt(3000), TimeUnit.MILLISECONDS);
        }
    }

    /** Looks into all archives of a core that is up. */
    void check() throws IOException, InterruptedException {
        CoreProcess.Up up = core.await();
        if (up == null) {
            throw new IllegalStateException("the core is gone");
        }
        for (List<String> names : List.of(senders, receivers)) {
            for (String name : names) {
                ledger.checkArchive(name, Archives.of(name, up));
            }
        }
        ledger.checkDeliveries();
    }
}
