package org.wockd.core.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the clients know: what they have sent, what was acknowledged to them, and what they got. */
final class Ledger {

    /**
     * A numbered message.
     *
     * @param place how many this sender has written to this receiver up to this one
     */
    record Letter(String from, String to, int place) {
        private static final Pattern TEXT = Pattern.compile("<body>(\\w+) to (\\w+), (\\d+)</body>");

        /** The letter that a message is; null where it is none. */
        static @Nullable Letter in(String xml) {
            Matcher text = TEXT.matcher(xml);
            return text.find() ? new Letter(text.group(1), text.group(2), Integer.parseInt(text.group(3))) : null;
        }

        /** The letter that an error is about, which carries its id; null where it is about none. */
        static @Nullable Letter of(String id) {
            String[] parts = id.split("-", -1);
            return parts.length == 3 ? new Letter(parts[0], parts[1], Integer.parseInt(parts[2])) : null;
        }

        String xml() {
            String address = to.equals(EchoRelay.NAME) ? EchoRelay.DOMAIN : to + "@localhost";
            return "<message type='chat' id='" + from + "-" + to + "-" + place + "' to='" + address + "'><body>" + from
                    + " to " + to + ", " + place + "</body></message>";
        }

        String pair() {
            return from + " to " + to;
        }
    }

    /** How the stream began that a letter came on. */
    enum Stream {
        /** As the one before it went on. */
        RESUMED("on a resumed stream"),
        /** The one before it was closed by the client, and the core answered that. */
        AFTER_A_CLEAN_END("on a new stream after a clean end"),
        /** The one before it was lost, and the core had not let it be resumed: for the disk was full. */
        AFTER_ONE_NOT_RESUMABLE("on a new stream after one that could not be resumed"),
        /** The first one, or the core did not know any more what the client wanted to resume. */
        NEW("on a new stream");

        private final String text;

        Stream(String text) {
            this.text = text;
        }
    }

    /**
     * A client was handed a letter.
     *
     * @param client its name and resource
     * @param life in which life of the core it had connected
     * @param row what the archive calls it; empty where it says nothing
     * @param stream that it came on
     */
    record Delivery(String client, int life, String row, Stream stream) {}

    final AtomicInteger resumed = new AtomicInteger();
    final AtomicInteger notResumed = new AtomicInteger();
    final AtomicInteger logouts = new AtomicInteger();
    final AtomicInteger cleanEnds = new AtomicInteger();
    final AtomicInteger breaks = new AtomicInteger();

    private final Set<Letter> sent = ConcurrentHashMap.newKeySet();
    private final Set<Letter> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Letter> refused = ConcurrentHashMap.newKeySet();
    private final Set<Letter> sentAgain = ConcurrentHashMap.newKeySet();
    private final Set<Letter> maybeTwice = ConcurrentHashMap.newKeySet();
    private final Map<Letter, Queue<Delivery>> deliveries = new ConcurrentHashMap<>();
    private final Map<String, Integer> newest = new ConcurrentHashMap<>();
    private volatile boolean diskWasFull;
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    void sent(Letter letter) {
        sent.add(letter);
    }

    void acknowledged(Letter letter) {
        acknowledged.add(letter);
    }

    /** Its sender was told that the core could not keep it. */
    void refused(Letter letter) {
        diskWasFull = true;
        refused.add(letter);
    }

    /** Sent again on a resumed stream, for the core had not acknowledged it: what became of it before counts no more. */
    void sentAgain(Letter letter) {
        refused.remove(letter);
        sentAgain.add(letter);
    }

    /** Sent again though the core may have it: its stream could not be resumed. */
    void maybeTwice(Letter letter) {
        maybeTwice.add(letter);
    }

    void delivered(Letter letter, Delivery delivery) {
        Queue<Delivery> all = deliveries.computeIfAbsent(letter, _ -> new ConcurrentLinkedQueue<>());
        boolean first = all.stream().noneMatch(d -> d.client().equals(delivery.client()));
        all.add(delivery);
        if (first) {
            String line = letter.pair() + " at " + delivery.client();
            int before = newest.merge(line, letter.place(), Math::max);
            if (before > letter.place()) {
                problem(letter + " came to " + delivery + " after number " + before);
            }
        }
    }

    void problem(String what) {
        problems.add(what);
    }

    /** Whether all that was sent is acknowledged and delivered, or refused. */
    boolean isSettled() {
        return sent.stream().noneMatch(this::isOpen);
    }

    private boolean isOpen(Letter letter) {
        // A relay's letters come back as answers.
        Letter comes =
                letter.to().equals(EchoRelay.NAME) ? new Letter(letter.to(), letter.from(), letter.place()) : letter;
        return !acknowledged.contains(letter) || !(deliveries.containsKey(comes) || refused.contains(letter));
    }

    int refused() {
        return refused.size();
    }

    int sent() {
        return sent.size();
    }

    int acknowledged() {
        return acknowledged.size();
    }

    int maybeTwice() {
        return maybeTwice.size();
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Compares an archive, in its order, with what was acknowledged. */
    void checkArchive(String owner, List<Letter> archive) {
        Map<Letter, Integer> times = new HashMap<>();
        Map<String, Integer> last = new HashMap<>();
        for (Letter letter : archive) {
            boolean again = times.merge(letter, 1, Integer::sum) > 1;
            if (again && !maybeTwice.contains(letter)) {
                problem(letter + " is more than once in the archive of " + owner);
            }
            int before = last.getOrDefault(letter.pair(), 0);
            // An error that was under way when the core was killed comes late, when the letter has been sent again.
            if (refused.contains(letter) && !sentAgain.contains(letter)) {
                problem(letter + " was refused and is in the archive of " + owner);
            }
            if (!again && letter.place() != before + 1 && letter.place() != next(letter, before)) {
                problem(letter + " follows number " + before + " in the archive of " + owner);
            }
            last.merge(letter.pair(), letter.place(), Math::max);
        }
        for (Letter letter : kept()) {
            boolean mine = letter.from().equals(owner) || letter.to().equals(owner);
            if (mine && !times.containsKey(letter)) {
                problem(letter + " was acknowledged and is not in the archive of " + owner);
            }
        }
    }

    /** The place of the next letter of a pair that was not refused. */
    private int next(Letter letter, int before) {
        int place = before + 1;
        while (refused.contains(new Letter(letter.from(), letter.to(), place))) {
            place++;
        }
        return place;
    }

    private List<Letter> kept() {
        return acknowledged.stream().filter(letter -> !refused.contains(letter)).toList();
    }

    /** Whether all that was acknowledged has reached a client. */
    void checkDeliveries() {
        for (Letter letter : kept()) {
            if (!deliveries.containsKey(letter)) {
                problem(letter + " was acknowledged and delivered to nobody");
            }
        }
    }

    /** Why clients were handed letters twice, and how often for each reason. */
    Map<String, Integer> repetitions() {
        Map<String, Integer> reasons = new HashMap<>();
        deliveries.forEach((letter, all) -> {
            Map<String, List<Delivery>> byClient = new HashMap<>();
            all.forEach(d ->
                    byClient.computeIfAbsent(d.client(), _ -> new ArrayList<>()).add(d));
            byClient.values().forEach(same -> repetitions(letter, same, reasons));
        });
        return reasons;
    }

    private void repetitions(Letter letter, List<Delivery> same, Map<String, Integer> reasons) {
        for (int i = 1; i < same.size(); i++) {
            Delivery before = same.get(i - 1);
            Delivery now = same.get(i);
            if (before.life() == now.life() && now.stream() != Stream.AFTER_ONE_NOT_RESUMABLE) {
                problem(letter + " was delivered twice with no kill between: " + before + ", " + now);
            }
            boolean known = before.row().equals(now.row());
            // With a full disk a kill costs the core what it had not been able to note in a life before.
            boolean forgiven = diskWasFull && before.life() != now.life();
            boolean counts = now.stream() == Stream.RESUMED || now.stream() == Stream.AFTER_A_CLEAN_END;
            if (known && !forgiven && counts) {
                problem(letter + " was stored and delivered again " + now.stream().text + ": " + before + ", " + now);
            }
            String why = known
                    ? "the core did not know any more that the client had it"
                    : "the core lost it before it was durable, and its sender sent it again";
            reasons.merge(why + ", " + now.stream().text, 1, Integer::sum);
        }
    }

    /** Some of the letters that are neither, for whoever reads a report. */
    Collection<Letter> missing() {
        return sent.stream().filter(this::isOpen).limit(10).toList();
    }
}
