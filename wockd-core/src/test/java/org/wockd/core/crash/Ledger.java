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

        String xml() {
            return "<message type='chat' id='" + from + "-" + to + "-" + place + "' to='" + to + "@localhost'><body>"
                    + from + " to " + to + ", " + place + "</body></message>";
        }

        String pair() {
            return from + " to " + to;
        }
    }

    /**
     * A client was handed a letter.
     *
     * @param client its name and resource
     * @param life in which life of the core it had connected
     * @param row what the archive calls it; empty where it says nothing
     * @param resumed whether the stream was resumed, and not a new one
     */
    record Delivery(String client, int life, String row, boolean resumed) {}

    final AtomicInteger resumed = new AtomicInteger();
    final AtomicInteger notResumed = new AtomicInteger();
    final AtomicInteger logouts = new AtomicInteger();
    final AtomicInteger breaks = new AtomicInteger();

    private final Set<Letter> sent = ConcurrentHashMap.newKeySet();
    private final Set<Letter> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Letter> maybeTwice = ConcurrentHashMap.newKeySet();
    private final Map<Letter, Queue<Delivery>> deliveries = new ConcurrentHashMap<>();
    private final Map<String, Integer> newest = new ConcurrentHashMap<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    void sent(Letter letter) {
        sent.add(letter);
    }

    void acknowledged(Letter letter) {
        acknowledged.add(letter);
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

    /** Whether all that was sent is acknowledged and delivered. */
    boolean isSettled() {
        return acknowledged.size() == sent.size() && deliveries.size() == sent.size();
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
            if (!again && letter.place() != before + 1) {
                problem(letter + " follows number " + before + " in the archive of " + owner);
            }
            last.merge(letter.pair(), letter.place(), Math::max);
        }
        for (Letter letter : acknowledged) {
            boolean mine = letter.from().equals(owner) || letter.to().equals(owner);
            if (mine && !times.containsKey(letter)) {
                problem(letter + " was acknowledged and is not in the archive of " + owner);
            }
        }
    }

    /** Whether all that was acknowledged has reached a client. */
    void checkDeliveries() {
        for (Letter letter : acknowledged) {
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
            if (before.life() == now.life()) {
                problem(letter + " was delivered twice with no kill between: " + before + ", " + now);
            }
            String how = now.resumed() ? ", on a resumed stream" : ", on a new stream";
            String why = before.row().equals(now.row())
                    ? "the core did not know any more that the client had it"
                    : "the core lost it before it was durable, and its sender sent it again";
            reasons.merge(why + how, 1, Integer::sum);
        }
    }

    /** The clients' names that are in deliveries, for whoever reads a report. */
    Collection<Letter> missing() {
        return sent.stream()
                .filter(letter -> !acknowledged.contains(letter) || !deliveries.containsKey(letter))
                .limit(10)
                .toList();
    }
}
