package org.wockd.protocol.xep;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.cache.Caches;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stream.StreamHeader;

/**
 * The dialogues of ad-hoc commands that are open: at most {@value #PER_USER} for each user, whose oldest goes first, and
 * those of at most {@value #USERS} users. Safe for use by many threads.
 */
public final class AdhocSessions {
    /** How long a dialogue lasts. */
    public static final int MINUTES = 15;

    /** How many one user may have open. */
    public static final int PER_USER = 16;

    private static final int USERS = 10_000;
    private static final Duration LIFE = Duration.ofMinutes(MINUTES);

    /** How a dialogue is. */
    public enum Found {
        OPEN,
        EXPIRED,
        UNKNOWN
    }

    private record Session(String id, Jid from, String command, Instant ends) {}

    // What has expired is kept for as long again, so that its user can be told so.
    private final Cache<Jid, List<Session>> open = Caches.builder()
            .maximumSize(USERS)
            .expireAfterWrite(LIFE.multipliedBy(2))
            .build();
    private final InstantSource clock;

    /**
     * @param clock when it is
     */
    public AdhocSessions(InstantSource clock) {
        this.clock = clock;
    }

    /** Opens a dialogue about a command and gives its id, which nobody can guess. */
    public String open(Jid from, String command) {
        Session session = new Session(
                StreamHeader.randomId(), from, command, clock.instant().plus(LIFE));
        open.asMap().compute(from.bare(), (user, before) -> {
            List<Session> sessions = new ArrayList<>(before == null ? List.of() : before);
            if (sessions.size() >= PER_USER) {
                sessions.removeFirst();
            }
            sessions.add(session);
            return List.copyOf(sessions);
        });
        return session.id();
    }

    /** How the dialogue of that id is, if it is one of that full JID about that command. */
    public Found find(Jid from, String id, String command) {
        for (Session session : sessions(from)) {
            if (session.id().equals(id)
                    && session.from().equals(from)
                    && session.command().equals(command)) {
                return clock.instant().isBefore(session.ends()) ? Found.OPEN : Found.EXPIRED;
            }
        }
        return Found.UNKNOWN;
    }

    /** Ends a dialogue; false where it had ended before, so that of two who end it one knows. */
    public boolean close(Jid from, String id) {
        AtomicBoolean closed = new AtomicBoolean();
        open.asMap().computeIfPresent(from.bare(), (user, before) -> {
            List<Session> left =
                    before.stream().filter(session -> !session.id().equals(id)).toList();
            closed.set(left.size() < before.size());
            return left.isEmpty() ? null : left;
        });
        return closed.get();
    }

    private List<Session> sessions(Jid from) {
        @Nullable List<Session> sessions = open.getIfPresent(from.bare());
        return sessions == null ? List.of() : sessions;
    }
}
