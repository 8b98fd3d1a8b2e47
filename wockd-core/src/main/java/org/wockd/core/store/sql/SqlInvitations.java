package org.wockd.core.store.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Invitations;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.protocol.jid.Jid;

/** Invitations in one table; the row of a used one is deleted, that of an old one when another is added. */
final class SqlInvitations implements Invitations {

    /** For how long after its time a row is kept, for whom is just using it. */
    private static final long GRACE = Duration.ofHours(1).toMillis();

    private final Sql sql;
    private final InstantSource clock;

    SqlInvitations(Sql sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public void add(String token, Invitation invitation, int most) {
        String inviter = inviter(invitation);
        long now = clock.millis();
        sql.write(h -> {
            h.execute("DELETE FROM invitation WHERE expires_at < ?", now - GRACE);
            h.execute(
                    "INSERT INTO invitation (token, host, inviter, localpart, befriends, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    digest(token),
                    invitation.host(),
                    inviter,
                    invitation.localpart(),
                    invitation.befriends(),
                    invitation.expiresAt());
            long open = h.select("SELECT COUNT(*) FROM invitation WHERE inviter = ? AND expires_at > ?", inviter, now)
                    .mapTo(Long.class)
                    .one();
            if (open > most) {
                throw new LimitExceeded(
                        LimitExceeded.Limit.INVITATIONS,
                        most + " invitations are open, which is the most; wait until one is used or its time is over");
            }
            return open;
        });
    }

    @Override
    public @Nullable Invitation find(String token) {
        return sql.read(h -> h.select(
                        "SELECT host, inviter, localpart, befriends, expires_at FROM invitation"
                                + " WHERE token = ? AND expires_at > ?",
                        digest(token),
                        clock.millis())
                .map((row, _) -> invitation(row))
                .findOne()
                .orElse(null));
    }

    @Override
    public boolean reserves(Jid account) {
        return sql.read(h -> h.select(
                                "SELECT COUNT(*) FROM invitation WHERE host = ? AND localpart = ? AND expires_at > ?",
                                account.domain(),
                                account.local(),
                                clock.millis())
                        .mapTo(Long.class)
                        .one())
                > 0;
    }

    @Override
    public Accepted accept(String token, Jid account, Map<Hash, ScramKeys> keys) {
        String local = SqlAccounts.localpart(account);
        try {
            return sql.write(h -> accept(h, token, account, local, keys));
        } catch (UsedUp e) {
            return Accepted.USED;
        }
    }

    private Accepted accept(Handle handle, String token, Jid account, String local, Map<Hash, ScramKeys> keys) {
        if (!SqlAccounts.create(handle, account, local, keys, clock.millis())) {
            return Accepted.TAKEN;
        }
        if (handle.execute("DELETE FROM invitation WHERE token = ?", digest(token)) != 1) {
            throw new UsedUp();
        }
        return Accepted.MADE;
    }

    /** Undoes the transaction. */
    private static final class UsedUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private UsedUp() {
            super(null, null, false, false);
        }
    }

    private static Invitation invitation(ResultSet row) throws SQLException {
        String inviter = row.getString("inviter");
        return new Invitation(
                row.getString("host"),
                inviter.isEmpty() ? null : Jid.parse(inviter),
                row.getString("localpart"),
                row.getBoolean("befriends"),
                row.getLong("expires_at"));
    }

    private static String inviter(Invitation invitation) {
        Jid inviter = invitation.inviter();
        return inviter == null ? "" : inviter.bare().toString();
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256.", e);
        }
    }
}
