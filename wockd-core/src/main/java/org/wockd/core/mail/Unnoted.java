package org.wockd.core.mail;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.wockd.core.store.Mailbox;
import org.wockd.protocol.jid.Jid;

/**
 * What clients or relays have got and the store could not note, for the disk was full: it must come to nobody a second time, and is
 * noted as soon as the store works again. Bounded; what is more comes again, where the archive's id tells it.
 */
public final class Unnoted {
    private static final int MOST = 100_000;

    /** Those of one owner; they are tried all together, one time after the other. */
    private static final class Rows {
        private final Set<Long> ids = ConcurrentHashMap.newKeySet();
        private CompletableFuture<Void> trying = CompletableFuture.completedFuture(null);
    }

    private final Mailbox mailbox;
    private final ConcurrentHashMap<Jid, Rows> byOwner = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    /** Of the mailboxes of any owners. */
    public Unnoted(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Remembers a row. */
    public void add(Jid owner, long row) {
        byOwner.compute(owner, (_, known) -> {
            Rows rows = known == null ? new Rows() : known;
            if (size.get() < MOST && rows.ids.add(row)) {
                size.incrementAndGet();
            }
            return rows.ids.isEmpty() ? null : rows;
        });
    }

    /** Those of an owner; a live view. */
    public Set<Long> of(Jid owner) {
        Rows rows = byOwner.get(owner);
        return rows == null ? Set.of() : rows.ids;
    }

    /** How many there are. */
    public int size() {
        return size.get();
    }

    /**
     * The store works again, or somebody wants to know what waits for this owner.
     *
     * @return completed when all is noted; fails where the store does
     */
    public CompletableFuture<Void> tryAgain(Jid owner) {
        Rows rows = byOwner.get(owner);
        if (rows == null) {
            return CompletableFuture.completedFuture(null);
        }
        synchronized (rows) {
            if (rows.trying.isDone()) {
                rows.trying = CompletableFuture.allOf(rows.ids.stream()
                        .map(row -> mailbox.delivered(owner, row).thenRun(() -> noted(owner, row)))
                        .toArray(CompletableFuture[]::new));
            }
            return rows.trying;
        }
    }

    private void noted(Jid owner, long row) {
        byOwner.computeIfPresent(owner, (_, rows) -> {
            if (rows.ids.remove(row)) {
                size.decrementAndGet();
            }
            return rows.ids.isEmpty() ? null : rows;
        });
    }
}
