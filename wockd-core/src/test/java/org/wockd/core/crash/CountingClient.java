package org.wockd.core.crash;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.wockd.core.crash.Ledger.Delivery;
import org.wockd.core.crash.Ledger.Letter;
import org.wockd.core.crash.Ledger.Stream;

/**
 * A client that counts (XEP-0198): what it has sent it keeps until it is acknowledged, and sends it again on the stream that
 * it resumes with, from where the server says.
 */
final class CountingClient {
    private static final String SM = "xmlns='urn:xmpp:sm:3'";
    private static final long WIRE = 0xffff_ffffL;

    private final String name;
    private final String resource;
    private final boolean available;
    private final Ledger ledger;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Sent> unacknowledged = new ArrayDeque<>();
    private @Nullable String token;
    private long acknowledged;
    private long handled;
    private @Nullable Line line;
    private @Nullable Thread reader;
    private int life;
    private Stream stream = Stream.NEW;
    private boolean endedWell;
    private boolean resumable = true;

    /** A stanza that was sent; of a letter or something else. */
    private record Sent(String xml, @Nullable Letter letter) {}

    /**
     * @param available whether it wants messages
     */
    CountingClient(String name, String resource, boolean available, Ledger ledger) {
        this.name = name;
        this.resource = resource;
        this.available = available;
        this.ledger = ledger;
    }

    // ---- coming and going ----------------------------------------------------------------------------------------

    /** Connects, and resumes the session where there is one, or begins one; the password is the name twice. */
    void connect(CoreProcess.Up up) throws IOException {
        Line fresh = Line.connect(up.port());
        try {
            fresh.login(name, name + name);
            lock.lock();
            try {
                life = up.life();
                if (token != null && resume(fresh, token)) {
                    stream = Stream.RESUMED;
                } else {
                    begin(fresh);
                }
                line = fresh;
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
        reader = Thread.ofVirtual().name(name + "/" + resource).start(() -> read(fresh));
    }

    private boolean resume(Line fresh, String previous) throws IOException {
        fresh.say("<resume " + SM + " h='" + (handled & WIRE) + "' previd='" + previous + "'/>");
        String answer = fresh.next();
        if (answer == null) {
            throw new IOException("no answer to <resume/>");
        }
        if (answer.startsWith("<resumed ")) {
            ledger.resumed.incrementAndGet();
            take(Long.parseLong(String.valueOf(Line.attribute(answer, "h"))));
            for (Sent sent : unacknowledged) {
                if (sent.letter() != null) {
                    ledger.sentAgain(sent.letter());
                }
                fresh.say(sent.xml());
            }
            return true;
        }
        if (isOutOfRoom(answer)) {
            throw new IOException("not resumed for now");
        }
        ledger.notResumed.incrementAndGet();
        token = null;
        String h = answer.startsWith("<failed ") ? Line.attribute(answer, "h") : null;
        if (h != null) {
            take(Long.parseLong(h));
        }
        unacknowledged.stream()
                .map(Sent::letter)
                .filter(letter -> letter != null)
                .forEach(ledger::maybeTwice);
        if (!answer.startsWith("<failed ")) {
            ledger.problem("instead of <resumed/> or <failed/> came " + answer);
            throw new IOException("the stream has ended");
        }
        return false;
    }

    /** The core cannot keep anything just now; whoever tries again later finds all as it was. */
    private static boolean isOutOfRoom(String answer) {
        return answer.startsWith("<stream:error") && answer.contains("<resource-constraint ");
    }

    private void begin(Line fresh) throws IOException {
        fresh.bind(resource);
        fresh.say("<enable " + SM + " resume='true'/>");
        stream = endedWell ? Stream.AFTER_A_CLEAN_END : resumable ? Stream.NEW : Stream.AFTER_ONE_NOT_RESUMABLE;
        endedWell = false;
        token = Line.attribute(fresh.next("enabled"), "id");
        resumable = token != null;
        acknowledged = 0;
        handled = 0;
        List<Sent> again =
                unacknowledged.stream().filter(sent -> sent.letter() != null).toList();
        unacknowledged.clear();
        if (available) {
            unacknowledged.add(new Sent("<presence/>", null));
        }
        unacknowledged.addAll(again);
        for (Sent sent : unacknowledged) {
            fresh.say(sent.xml());
        }
    }

    private void send(Line to, Sent sent) throws IOException {
        unacknowledged.add(sent);
        to.say(sent.xml());
    }

    /** Loses its network without a word; does nothing where it has none. */
    void breaks(boolean reset) throws IOException, InterruptedException {
        Line last;
        lock.lock();
        try {
            last = line;
            line = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.breaks(reset);
        }
        join();
    }

    /**
     * Acknowledges all that it has got, and closes its stream in order. Until that is answered it may have come to nobody,
     * and the session may be there still.
     */
    void leaves() throws IOException, InterruptedException {
        Line last;
        lock.lock();
        try {
            last = line;
            if (last != null) {
                // From here on nothing is taken any more: it could not be acknowledged.
                line = null;
                ledger.logouts.incrementAndGet();
                last.say("<a " + SM + " h='" + (handled & WIRE) + "'/></stream:stream>");
            }
        } finally {
            lock.unlock();
        }
        join();
        if (last != null && last.endedWell()) {
            ledger.cleanEnds.incrementAndGet();
            token = null;
            endedWell = true;
        }
    }

    /** Waits until all that had come is dealt with. */
    private void join() throws InterruptedException {
        Thread last = reader;
        if (last != null) {
            last.join();
        }
    }

    // ---- what comes ----------------------------------------------------------------------------------------------

    private void read(Line from) {
        try (from) {
            for (String element = from.next(); element != null; element = from.next()) {
                hear(from, element);
            }
        } catch (IOException e) {
            // The core was killed, or this client has hung up: it will come back.
            ledger.breaks.incrementAndGet();
        } finally {
            lock.lock();
            try {
                if (from.equals(line)) {
                    line = null;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void hear(Line from, String element) throws IOException {
        lock.lock();
        try {
            if (!from.equals(line)) {
                return;
            }
            if (element.startsWith("<r ")) {
                from.say("<a " + SM + " h='" + (handled & WIRE) + "'/>");
            } else if (element.startsWith("<a ")) {
                take(Long.parseLong(String.valueOf(Line.attribute(element, "h"))));
            } else if (element.startsWith("<message ")) {
                message(element);
                handled++;
            } else if (element.startsWith("<presence") || element.startsWith("<iq")) {
                handled++;
            } else if (!isOutOfRoom(element)) {
                ledger.problem(name + "/" + resource + " was told " + element);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void message(String xml) {
        String tag = xml.substring(0, xml.indexOf('>'));
        if ("error".equals(Line.attribute(tag, "type"))) {
            error(xml, Letter.of(String.valueOf(Line.attribute(tag, "id"))));
            return;
        }
        Letter letter = Letter.in(xml);
        if (letter == null) {
            ledger.problem(name + "/" + resource + " got " + xml);
            return;
        }
        int id = xml.indexOf("<stanza-id ");
        String row = id < 0 ? "" : String.valueOf(Line.attribute(xml.substring(id), "id"));
        ledger.delivered(letter, new Delivery(name + "/" + resource, life, row, stream));
    }

    private void error(String xml, @Nullable Letter letter) {
        if (letter != null && xml.contains("<resource-constraint ") && xml.contains("type='wait'")) {
            ledger.refused(letter);
        } else {
            ledger.problem(name + "/" + resource + " got " + xml);
        }
    }

    /** In what state it is, for whoever reads a report. */
    @Override
    public String toString() {
        lock.lock();
        try {
            return name + "/" + resource + (line == null ? " without a stream" : " on a stream") + " of life " + life
                    + ", " + stream + ", token " + token + ", got " + handled + ", " + unacknowledged.size()
                    + " unacknowledged";
        } finally {
            lock.unlock();
        }
    }

    private void take(long h) {
        long more = (h - acknowledged) & WIRE;
        if (more > unacknowledged.size()) {
            ledger.problem(name + "/" + resource + " has sent " + (acknowledged + unacknowledged.size())
                    + " stanzas and is acknowledged " + h);
            return;
        }
        for (long i = 0; i < more; i++) {
            Letter letter = unacknowledged.remove().letter();
            if (letter != null) {
                ledger.acknowledged(letter);
            }
        }
        acknowledged += more;
    }

    // ---- what goes -----------------------------------------------------------------------------------------------

    /** Sends a letter, now or when it is back. */
    void write(Letter letter, boolean ask) throws IOException {
        lock.lock();
        try {
            Sent sent = new Sent(letter.xml(), letter);
            ledger.sent(letter);
            Line to = line;
            if (to == null) {
                unacknowledged.add(sent);
                return;
            }
            send(to, sent);
            if (ask) {
                ask(to);
            }
        } finally {
            lock.unlock();
        }
    }

    private static void ask(Line to) throws IOException {
        to.say("<r " + SM + "/>");
    }

    /** Asks, and waits until no more than so many wait to be acknowledged; false where the stream was lost meanwhile. */
    boolean settles(int most) throws IOException, InterruptedException {
        lock.lock();
        try {
            Line to = line;
            if (to != null && unacknowledged.size() > most) {
                ask(to);
            }
            while (line != null && unacknowledged.size() > most) {
                changed.await();
            }
            return line != null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a while or until the stream is lost, and returns whether it is still there. */
    boolean stays(long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (line != null && left > 0) {
                left = changed.awaitNanos(left);
            }
            return line != null;
        } finally {
            lock.unlock();
        }
    }
}
