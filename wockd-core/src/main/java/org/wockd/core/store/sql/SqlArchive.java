package org.wockd.core.store.sql;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Archive;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.Stored;
import org.wockd.protocol.jid.Jid;

/** The archived rows of the table message. */
final class SqlArchive implements Archive {
    private static final String ROWS = "SELECT s.id, s.sender, s.kind, s.received_at, s.stanza, s.archived"
            + " FROM mailbox m JOIN message s ON s.mailbox = m.number WHERE m.owner = :owner AND s.archived";

    private static final int MICROS = 1_000;
    private static final int KEY_OCTETS = 16;
    private static final String ID_KEY = "SELECT octets FROM archive_key WHERE number = 1";

    private final Sql sql;

    SqlArchive(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Page page(Jid owner, Search search) {
        String order = search.backward() ? " ORDER BY s.id DESC LIMIT :limit" : " ORDER BY s.id LIMIT :limit";
        Conditions conditions = new Conditions(search);
        List<Stored> rows = new ArrayList<>(sql.read(handle -> conditions
                .bind(handle.createQuery(ROWS + conditions.text() + order), owner)
                .bind("limit", search.limit() + 1L)
                .map((row, _) -> new Stored(
                        row.getLong(1),
                        Jid.parse(row.getString(2)),
                        Kind.valueOf(row.getString(3)),
                        row.getLong(4),
                        row.getBytes(5),
                        row.getBoolean(6)))
                .list()));
        boolean complete = rows.size() <= search.limit();
        if (!complete) {
            rows.removeLast();
        }
        if (search.backward()) {
            Collections.reverse(rows);
        }
        return new Page(rows, complete);
    }

    @Override
    public byte[] idKey() {
        byte[] known = sql.first(ID_KEY, row -> row.getBytes(1));
        if (known != null) {
            return known;
        }
        byte[] fresh = new byte[KEY_OCTETS];
        new SecureRandom().nextBytes(fresh);
        // Another process may do the same now: what was stored first counts.
        sql.write(handle ->
                handle.execute("INSERT INTO archive_key (number, octets) VALUES (1, ?) ON CONFLICT DO NOTHING", fresh));
        return sql.one(ID_KEY, row -> row.getBytes(1));
    }

    @Override
    public long count(Jid owner, Search search, long most) {
        Conditions conditions = new Conditions(search);
        return Math.min(most, conditions.areNone() ? all(owner) : counted(owner, conditions, most));
    }

    private long all(Jid owner) {
        return sql.read(handle -> handle.select("SELECT archived_count FROM mailbox WHERE owner = ?", key(owner))
                .mapTo(Long.class)
                .findOne()
                .orElse(0L));
    }

    private long counted(Jid owner, Conditions conditions, long most) {
        return sql.read(handle -> conditions
                .bind(
                        handle.createQuery("SELECT COUNT(*) FROM (SELECT 1 FROM mailbox m JOIN message s"
                                + " ON s.mailbox = m.number WHERE m.owner = :owner AND s.archived" + conditions.text()
                                + " LIMIT :most) AS fitting"),
                        owner)
                .bind("most", most)
                .mapTo(Long.class)
                .one());
    }

    @Override
    public boolean contains(Jid owner, long id) {
        return !page(owner, new Search(null, null, null, Set.of(id), null, null, false, 1))
                .rows()
                .isEmpty();
    }

    @Override
    public @Nullable Extent extent(Jid owner) {
        List<Stored> first = ends(owner, false);
        List<Stored> last = ends(owner, true);
        return first.isEmpty() || last.isEmpty() ? null : new Extent(first.getFirst(), last.getFirst());
    }

    private List<Stored> ends(Jid owner, boolean backward) {
        return page(owner, new Search(null, null, null, Set.of(), null, null, backward, 1))
                .rows();
    }

    @Override
    public @Nullable Preferences preferences(Jid owner) {
        List<Preferences> contacts = sql.all(
                "SELECT p.standard, c.contact, c.wanted FROM archive_preference p"
                        + " LEFT JOIN archive_contact c ON c.owner = p.owner"
                        + " WHERE p.owner = ? ORDER BY c.contact",
                SqlArchive::contact,
                key(owner));
        return contacts.isEmpty()
                ? null
                : new Preferences(
                        contacts.getFirst().standard(),
                        contacts.stream().flatMap(p -> p.always().stream()).toList(),
                        contacts.stream().flatMap(p -> p.never().stream()).toList());
    }

    /** The preferences as far as one row tells them: of one contact, or of none where there are none. */
    private static Preferences contact(ResultSet row) throws SQLException {
        String contact = row.getString(2);
        List<Jid> jids = contact == null ? List.of() : List.of(Jid.parse(contact));
        return new Preferences(
                Standard.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                row.getBoolean(3) ? jids : List.of(),
                row.getBoolean(3) ? List.of() : jids);
    }

    @Override
    public void setPreferences(Jid owner, Preferences preferences) {
        sql.write(handle -> {
            handle.execute(
                    "INSERT INTO archive_preference (owner, standard) VALUES (?, ?)"
                            + " ON CONFLICT (owner) DO UPDATE SET standard = excluded.standard",
                    key(owner),
                    preferences.standard().name().toLowerCase(Locale.ROOT));
            handle.execute("DELETE FROM archive_contact WHERE owner = ?", key(owner));
            var contacts = handle.prepareBatch("INSERT INTO archive_contact (owner, contact, wanted) VALUES (?, ?, ?)"
                    + " ON CONFLICT (owner, contact) DO NOTHING");
            preferences.always().forEach(contact -> contacts.add(key(owner), key(contact), true));
            preferences.never().forEach(contact -> contacts.add(key(owner), key(contact), false));
            if (contacts.size() > 0) {
                contacts.execute();
            }
            return true;
        });
    }

    private static String key(Jid jid) {
        return jid.bare().toString();
    }

    /** The conditions of a query as SQL, and their values. */
    private static final class Conditions {
        private final StringBuilder text = new StringBuilder();
        private final Map<String, Object> values = new HashMap<>();
        private final List<Long> ids;

        Conditions(Search search) {
            Jid with = search.with();
            if (with != null) {
                add(" AND s.peer = :peer", "peer", with.bare().toString());
                if (with.resource() != null) {
                    add(" AND s.peer_resource = :resource", "resource", with.resource());
                }
            }
            if (search.startMillis() != null) {
                add(" AND s.received_at >= :start", "start", search.startMillis());
                // An id is not less than the instant it was given out at, in microseconds: this part finds the place.
                add(" AND s.id >= :startId", "startId", search.startMillis() * MICROS);
            }
            if (search.endMillis() != null) {
                add(" AND s.received_at <= :end", "end", search.endMillis());
            }
            if (search.afterId() != null) {
                add(" AND s.id > :after", "after", search.afterId());
            }
            if (search.beforeId() != null) {
                add(" AND s.id < :before", "before", search.beforeId());
            }
            ids = List.copyOf(search.ids());
            if (!ids.isEmpty()) {
                text.append(" AND s.id IN (<ids>)");
            }
        }

        private void add(String condition, String name, Object value) {
            text.append(condition);
            values.put(name, value);
        }

        String text() {
            return text.toString();
        }

        boolean areNone() {
            return text.isEmpty();
        }

        Query bind(Query statement, Jid owner) {
            Query bound = statement.bind("owner", key(owner)).bindMap(values);
            return ids.isEmpty() ? bound : bound.bindList("ids", ids);
        }
    }
}
