package org.wockd.core.store.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.Rosters.Push;
import org.wockd.protocol.jid.Jid;

/**
 * The rows of one roster, one for each item and group, put together again.
 *
 * @param version of the roster, 0 when there is none
 * @param oldest version from which every removal is known
 * @param pushes in the order of the rows; a row without a subscription is a removal
 */
record RosterRows(long version, long oldest, List<Push> pushes) {

    static RosterRows read(ResultSet row) throws SQLException {
        long version = 0;
        long oldest = 0;
        List<Push> pushes = new ArrayList<>();
        boolean more = row.next();
        while (more) {
            version = row.getLong("roster_version");
            oldest = row.getLong("oldest");
            String contact = row.getString("contact");
            if (contact == null) {
                // A roster without items is one row of the roster alone.
                break;
            }
            long changed = row.getLong("version");
            String subscription = row.getString("subscription");
            if (subscription == null) {
                pushes.add(new Push.Removed(changed, Jid.parse(contact)));
                more = row.next();
                continue;
            }
            String name = row.getString("name");
            boolean ask = row.getBoolean("ask");
            boolean approved = row.getBoolean("approved");
            List<String> groups = new ArrayList<>();
            do {
                String group = row.getString("group_name");
                if (group != null) {
                    groups.add(group);
                }
                more = row.next();
            } while (more && contact.equals(row.getString("contact")));
            pushes.add(new Push.Changed(
                    changed,
                    new RosterItem(Jid.parse(contact), name, Subscription.of(subscription), ask, approved, groups)));
        }
        return new RosterRows(version, oldest, pushes);
    }

    /** The items, without the removals. */
    List<RosterItem> items() {
        return pushes.stream()
                .filter(Push.Changed.class::isInstance)
                .map(push -> ((Push.Changed) push).item())
                .toList();
    }
}
