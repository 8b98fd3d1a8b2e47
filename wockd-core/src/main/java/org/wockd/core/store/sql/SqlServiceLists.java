package org.wockd.core.store.sql;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.ServiceLists;
import org.wockd.protocol.jid.Jid;

/** The table service_list. */
final class SqlServiceLists implements ServiceLists {
    private final Sql sql;

    SqlServiceLists(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Set<Jid> get(Name list) {
        return new LinkedHashSet<>(sql.all(
                "SELECT jid FROM service_list WHERE list = ? ORDER BY jid",
                row -> Jid.parse(row.getString(1)),
                wire(list)));
    }

    @Override
    public void set(Name list, Set<Jid> jids) {
        if (jids.size() > MOST) {
            throw new LimitExceeded(
                    LimitExceeded.Limit.SERVICE_LIST,
                    "a list may have " + MOST + " addresses at most, not " + jids.size()
                            + "; name a domain instead of its people");
        }
        sql.write(h -> {
            int before = h.execute("DELETE FROM service_list WHERE list = ?", wire(list));
            jids.forEach(
                    jid -> h.execute("INSERT INTO service_list (list, jid) VALUES (?, ?)", wire(list), jid.toString()));
            return before;
        });
    }

    private static String wire(Name list) {
        return list.name().toLowerCase(Locale.ROOT);
    }
}
