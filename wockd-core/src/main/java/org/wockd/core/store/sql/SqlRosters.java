package org.wockd.core.store.sql;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.LimitExceeded.Limit;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.Rosters;
import org.wockd.protocol.jid.Jid;

/**
 * Rosters in four tables: the version, the items, their groups, and tombstones of removed items.
 *
 * <p>A roster's first version is the time of its first change, not 1: a roster that was deleted and made again never
 * comes back to a version that some client still holds of the old one.
 */
final class SqlRosters implements Rosters {

    private static final String ITEMS = """
            SELECT r.version AS roster_version, r.oldest, i.version, i.contact, i.name, i.subscription, i.ask,
                   i.approved, g.name AS group_name
              FROM roster r
              LEFT JOIN roster_item i ON i.owner = r.owner
              LEFT JOIN roster_group g ON g.owner = i.owner AND g.contact = i.contact
             WHERE r.owner = ?
             ORDER BY i.contact, g.position""";

    private static final String ITEM = """
            SELECT i.version AS roster_version, 0 AS oldest, i.version, i.contact, i.name, i.subscription, i.ask,
                   i.approved, g.name AS group_name
              FROM roster_item i
              LEFT JOIN roster_group g ON g.owner = i.owner AND g.contact = i.contact
             WHERE i.owner = :owner AND i.contact = :contact
             ORDER BY g.position""";

    // One statement, so that version, changes and removals are of one moment on every database.
    private static final String CHANGES = """
            SELECT r.version AS roster_version, r.oldest, c.version, c.contact, c.name, c.subscription, c.ask,
                   c.approved, c.group_name
              FROM roster r
              LEFT JOIN (
                    SELECT i.owner, i.version, i.contact, i.name, i.subscription, i.ask, i.approved,
                           g.name AS group_name, g.position
                      FROM roster_item i
                      LEFT JOIN roster_group g ON g.owner = i.owner AND g.contact = i.contact
                     WHERE i.owner = :owner AND i.version > :since
                     UNION ALL
                    SELECT t.owner, t.version, t.contact, NULL, NULL, NULL, NULL, NULL, NULL
                      FROM roster_tombstone t
                     WHERE t.owner = :owner AND t.version > :since) c ON c.owner = r.owner
             WHERE r.owner = :owner
             ORDER BY c.version, c.position""";

    private final Sql sql;
    private final Limits limits;
    private final InstantSource clock;

    SqlRosters(Sql sql, Limits limits, InstantSource clock) {
        this.sql = sql;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Roster get(Jid owner) {
        RosterRows rows = sql.together(ITEMS, RosterRows::read, key(owner));
        return new Roster(rows.version(), rows.items());
    }

    @Override
    public @Nullable RosterItem item(Jid owner, Jid contact) {
        return sql.read(h -> item(h, key(owner), contact));
    }

    @Override
    public @Nullable List<Push> changesSince(Jid owner, long version) {
        RosterRows rows = sql.read(h -> h.createQuery(CHANGES)
                .bind("owner", key(owner))
                .bind("since", version)
                .scanResultSet((result, _) -> RosterRows.read(result.get())));
        return version < rows.oldest() || version > rows.version() ? null : rows.pushes();
    }

    @Override
    public Change update(Jid owner, Jid contact, Edit change) {
        return sql.write(h -> update(h, key(owner), contact, change));
    }

    private Change update(Handle h, String owner, Jid contact, Edit change) {
        // Makes the roster where there is none, and holds its row until the end of the transaction.
        h.execute(
                "INSERT INTO roster (owner, version, oldest) VALUES (?, ?, ?)"
                        + " ON CONFLICT (owner) DO UPDATE SET version = roster.version",
                owner,
                clock.millis(),
                clock.millis());
        long version = h.select("SELECT version FROM roster WHERE owner = ?", owner)
                .mapTo(Long.class)
                .one();
        RosterItem before = item(h, owner, contact);
        RosterItem after = change.apply(before);
        if (before == null ? after == null : before.equals(after)) {
            return new Change(version, before, after);
        }
        long next = version + 1;
        h.execute("UPDATE roster SET version = ? WHERE owner = ?", next, owner);
        h.execute("DELETE FROM roster_group WHERE owner = ? AND contact = ?", owner, contact.toString());
        h.execute("DELETE FROM roster_item WHERE owner = ? AND contact = ?", owner, contact.toString());
        if (after == null) {
            bury(h, owner, contact.toString(), next);
        } else {
            check(h, owner, contact, after);
            insert(h, owner, after, next);
        }
        return new Change(next, before, after);
    }

    private static @Nullable RosterItem item(Handle h, String owner, Jid contact) {
        List<RosterItem> found = h.createQuery(ITEM)
                .bind("owner", owner)
                .bind("contact", contact.toString())
                .scanResultSet((result, _) -> RosterRows.read(result.get()))
                .items();
        return found.isEmpty() ? null : found.getFirst();
    }

    private static void insert(Handle h, String owner, RosterItem item, long version) {
        String contact = item.contact().toString();
        h.execute("DELETE FROM roster_tombstone WHERE owner = ? AND contact = ?", owner, contact);
        h.execute(
                "INSERT INTO roster_item (owner, contact, version, name, subscription, ask, approved)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                owner,
                contact,
                version,
                item.name(),
                item.subscription().attribute(),
                item.ask(),
                item.approved());
        int position = 0;
        for (String group : item.groups()) {
            h.execute(
                    "INSERT INTO roster_group (owner, contact, position, name) VALUES (?, ?, ?, ?)",
                    owner,
                    contact,
                    position++,
                    group);
        }
    }

    private void bury(Handle h, String owner, String contact, long version) {
        h.execute(
                "INSERT INTO roster_tombstone (owner, contact, version) VALUES (?, ?, ?)"
                        + " ON CONFLICT (owner, contact) DO UPDATE SET version = excluded.version",
                owner,
                contact,
                version);
        List<Long> forgotten = h.select(
                        "SELECT version FROM roster_tombstone WHERE owner = ? ORDER BY version DESC LIMIT 1 OFFSET ?",
                        owner,
                        limits.tombstones())
                .mapTo(Long.class)
                .list();
        if (!forgotten.isEmpty()) {
            long oldest = forgotten.getFirst();
            h.execute("DELETE FROM roster_tombstone WHERE owner = ? AND version <= ?", owner, oldest);
            h.execute("UPDATE roster SET oldest = ? WHERE owner = ?", oldest, owner);
        }
    }

    private void check(Handle h, String owner, Jid contact, RosterItem item) {
        if (!item.contact().equals(contact)) {
            throw new IllegalArgumentException("an update of " + contact + " may not write " + item.contact());
        }
        if (item.groups().size() > limits.groupsPerItem()) {
            throw new LimitExceeded(
                    Limit.ROSTER_GROUPS,
                    "A contact may be in " + limits.groupsPerItem() + " groups, this one is in "
                            + item.groups().size() + ": take it out of some.");
        }
        List<String> names = new ArrayList<>(item.groups());
        if (item.name() != null) {
            names.add(item.name());
        }
        if (names.stream().anyMatch(n -> n.length() > limits.nameLength())) {
            throw new LimitExceeded(
                    Limit.ROSTER_NAME,
                    "The name of a contact or group may have " + limits.nameLength()
                            + " characters: choose a shorter one.");
        }
        if (count(h, "roster_item", owner) >= limits.items()) {
            throw new LimitExceeded(
                    Limit.ROSTER_ITEMS,
                    "A roster may have " + limits.items() + " contacts and this one is full: remove some first.");
        }
    }

    @Override
    public void putRequest(Jid owner, Jid contact, String stanza, long receivedAt) {
        sql.write(h -> {
            h.execute(
                    "INSERT INTO subscription_request (owner, contact, stanza, received_at) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (owner, contact) DO UPDATE SET stanza = excluded.stanza",
                    key(owner),
                    key(contact),
                    stanza,
                    receivedAt);
            if (count(h, "subscription_request", key(owner)) > limits.requests()) {
                throw new LimitExceeded(
                        Limit.SUBSCRIPTION_REQUESTS,
                        limits.requests() + " requests to subscribe wait for " + owner.bare()
                                + " to answer, and no more are kept: ask again later.");
            }
            return null;
        });
    }

    @Override
    public List<Request> requests(Jid owner) {
        return sql.all(
                "SELECT contact, stanza, received_at FROM subscription_request"
                        + " WHERE owner = ? ORDER BY received_at, contact",
                row -> new Request(Jid.parse(row.getString(1)), row.getString(2), row.getLong(3)),
                key(owner));
    }

    @Override
    public boolean removeRequest(Jid owner, Jid contact) {
        return sql.write(h ->
                h.execute("DELETE FROM subscription_request WHERE owner = ? AND contact = ?", key(owner), key(contact))
                        == 1);
    }

    private static int count(Handle h, String table, String owner) {
        return h.select("SELECT COUNT(*) FROM " + table + " WHERE owner = ?", owner)
                .mapTo(Integer.class)
                .one();
    }

    private static String key(Jid jid) {
        return jid.bare().toString();
    }
}
