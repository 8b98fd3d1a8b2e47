package org.wockd.core.store.sql;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Notices;
import org.wockd.protocol.jid.Jid;

/** The table notice, and what the rows of accounts say of it. A text that was taken back stays as an empty one, for its number. */
final class SqlNotices implements Notices {

    /** A notice beside what an account has heard; the notice is null where there is none at all. */
    private record Heard(
            boolean welcomed, long heard, @Nullable String name, long number, String text) {
        private boolean isDue() {
            return !text.isEmpty() && (wire(Kind.WELCOME).equals(name) ? !welcomed : number > heard);
        }
    }

    private final Sql sql;
    private final InstantSource clock;

    SqlNotices(Sql sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public @Nullable String text(Kind kind) {
        return sql.read(h -> h.select("SELECT text FROM notice WHERE name = ? AND text <> ''", wire(kind))
                .mapTo(String.class)
                .findOne()
                .orElse(null));
    }

    @Override
    public void set(Kind kind, String text) {
        sql.write(h -> h.execute(
                "INSERT INTO notice (name, number, text) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET text ="
                        + " excluded.text, number = CASE WHEN notice.number < excluded.number THEN excluded.number"
                        + " ELSE notice.number + 1 END",
                wire(kind),
                clock.millis(),
                text));
    }

    @Override
    public boolean edit(Kind kind, String text) {
        return sql.write(
                h -> h.execute("UPDATE notice SET text = ? WHERE name = ? AND text <> ''", text, wire(kind)) == 1);
    }

    @Override
    public void delete(Kind kind) {
        sql.write(h -> h.execute("UPDATE notice SET text = '' WHERE name = ?", wire(kind)));
    }

    @Override
    public List<String> due(Jid account) {
        String local = account.local();
        if (local == null) {
            return List.of();
        }
        List<Heard> all = sql.all(
                "SELECT a.welcomed, a.heard, n.name, n.number, n.text FROM account a LEFT JOIN notice n ON n.text <> ''"
                        + " WHERE a.host = ? AND a.localpart = ?",
                row -> new Heard(
                        row.getBoolean(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5) == null ? "" : row.getString(5)),
                account.domain(),
                local);
        boolean isNew = all.stream().anyMatch(notice -> !notice.welcomed());
        if (!isNew && all.stream().noneMatch(Heard::isDue)) {
            return List.of();
        }
        long heard = all.stream()
                .mapToLong(n -> Math.max(n.heard(), n.number()))
                .max()
                .orElse(0);
        // Of two clients that come at once, one is told.
        boolean first = sql.write(h -> h.execute(
                        "UPDATE account SET welcomed = TRUE, heard = ? WHERE host = ? AND localpart = ?"
                                + " AND welcomed = ? AND heard = ?",
                        heard,
                        account.domain(),
                        local,
                        all.getFirst().welcomed(),
                        all.getFirst().heard())
                == 1);
        return first ? texts(all) : List.of();
    }

    private static List<String> texts(List<Heard> all) {
        List<String> texts = new ArrayList<>();
        for (Kind kind : List.of(Kind.WELCOME, Kind.MOTD)) {
            all.stream()
                    .filter(notice -> notice.isDue() && wire(kind).equals(notice.name()))
                    .forEach(notice -> texts.add(notice.text()));
        }
        return texts;
    }

    private static String wire(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
