package org.wockd.core.session;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/** The sessions of this process: for each account an immutable list, replaced as a whole when it changes. */
public final class LocalSessions implements Sessions {
    private final Map<Jid, List<Session>> byAccount = new ConcurrentHashMap<>();
    private final int limit;

    /**
     * @param limit the most sessions one account may have
     */
    public LocalSessions(int limit, MeterRegistry metrics) {
        this.limit = limit;
        metrics.gauge("wockd.sessions", this, LocalSessions::count);
    }

    @Override
    public List<Session> of(Jid account) {
        return byAccount.getOrDefault(account, List.of());
    }

    @Override
    public @Nullable Session find(Jid full) {
        return in(of(full.bare()), full);
    }

    @Override
    public @Nullable Session bind(Session session, Runnable first) throws TooManySessions {
        Session[] replaced = new Session[1];
        boolean[] full = new boolean[1];
        byAccount.compute(session.jid().bare(), (account, before) -> {
            List<Session> after = before == null ? new ArrayList<>(1) : new ArrayList<>(before);
            replaced[0] = in(after, session.jid());
            if (replaced[0] != null) {
                after.remove(replaced[0]);
            } else if (after.size() >= limit) {
                full[0] = true;
                return before;
            }
            first.run();
            after.add(session);
            return List.copyOf(after);
        });
        if (full[0]) {
            throw new TooManySessions(limit);
        }
        return replaced[0];
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // another session may have taken the same JID over
    public void unbind(Session session) {
        byAccount.computeIfPresent(session.jid().bare(), (account, before) -> {
            List<Session> after = before.stream().filter(s -> s != session).toList();
            return after.isEmpty() ? null : after;
        });
    }

    @Override
    public int count() {
        return byAccount.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public List<Session> all() {
        return byAccount.values().stream().flatMap(List::stream).toList();
    }

    private static @Nullable Session in(List<Session> sessions, Jid full) {
        for (Session session : sessions) {
            if (session.jid().equals(full)) {
                return session;
            }
        }
        return null;
    }
}
