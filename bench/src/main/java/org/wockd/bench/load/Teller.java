package org.wockd.bench.load;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.protocol.xml.Frame;

/** A client that tells its contacts of one change after the other, and hears theirs. All of it happens on its event loop. */
final class Teller implements Party, Session.Listener {
    private final Storm storm;
    private final Session session;
    private final int id;
    private final int contacts;
    private final Map<Integer, Numbering> heard = new HashMap<>();
    /** The changes that not all contacts have got, by their numbers. */
    private final Map<Long, Change> underWay = new HashMap<>();

    private int window;
    private long told;
    private @Nullable CompletableFuture<Void> settled;

    /** When a change was told, and how many contacts have not got it. */
    private record Change(long begun, int left) {}

    /**
     * @param id the number of its row of changes
     * @param contacts how many get each of them
     */
    Teller(Storm storm, Session session, int id, int contacts) {
        this.storm = storm;
        this.session = session;
        this.id = id;
        this.contacts = contacts;
    }

    void listens() {
        session.listener(this);
    }

    @Override
    public EventLoop loop() {
        return session.loop();
    }

    @Override
    public void keepsUnderWay(int most) {
        window = most;
        fill();
    }

    private void fill() {
        while (underWay.size() < window) {
            underWay.put(told, new Change(System.nanoTime(), contacts));
            session.send(Presences.status(new Letter(storm.run(), id, told++)));
        }
        if (settled != null && underWay.isEmpty()) {
            settled.complete(null);
        }
    }

    @Override
    public void settles(CompletableFuture<Void> when) {
        settled = when;
        window = 0;
        fill();
    }

    @Override
    public void countMissing() {
        int missing = underWay.values().stream().mapToInt(Change::left).sum();
        if (missing > 0) {
            storm.errors().add(Errors.Kind.MESSAGE_LOST, missing, "presences of " + session.jid());
        }
    }

    /** A contact has got this change; returns when it was told. */
    long seen(long number) {
        Change change = underWay.remove(number);
        if (change == null) {
            storm.errors().add(Errors.Kind.MESSAGE_TWICE, "change " + number + " of " + session.jid());
            return System.nanoTime();
        }
        if (change.left() > 1) {
            underWay.put(number, new Change(change.begun(), change.left() - 1));
        } else {
            storm.changed(change.begun());
            fill();
        }
        return change.begun();
    }

    @Override
    public void presence(Frame presence) {
        Letter letter = Presences.letter(presence);
        // A client gets its own presence, too (RFC 6121 §4.4.2); other runs' are of no matter.
        if (letter == null || !letter.run().equals(storm.run()) || letter.flow() == id) {
            return;
        }
        switch (heard.computeIfAbsent(letter.flow(), _ -> new Numbering()).arrived(letter.number())) {
            case NEW -> storm.delivered(letter);
            case LATE -> {
                storm.delivered(letter);
                storm.errors().add(Errors.Kind.OUT_OF_ORDER, letter + " came to " + session.jid());
            }
            case AGAIN -> storm.errors().add(Errors.Kind.MESSAGE_TWICE, letter + " came to " + session.jid());
        }
    }

    @Override
    public void lost(@Nullable String why) {
        storm.errors().add(Errors.Kind.CONNECTION_LOST, session.jid() + ": " + why);
    }
}
