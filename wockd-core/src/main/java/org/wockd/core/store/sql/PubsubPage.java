package org.wockd.core.store.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.wockd.core.store.PubsubNodes.Item;
import org.wockd.core.store.PubsubNodes.Page;
import org.wockd.core.store.PubsubNodes.Search;

/** Finds items of a node. The page is of one moment, what it tells of the items beside it may be of the next. */
final class PubsubPage {
    private static final String ITEMS =
            "SELECT id, payload, published_at, position FROM pubsub_item" + " WHERE owner = :owner AND node = :node";

    private static final String POSITION_OF =
            "(SELECT position FROM pubsub_item WHERE owner = :owner AND node = :node AND id = ";

    private static final String COUNT = "SELECT COUNT(*) FROM pubsub_item WHERE owner = ? AND node = ?";

    private record Row(Item item, long position) {}

    private PubsubPage() {}

    static Page read(Handle h, String owner, String node, Search search) {
        List<Row> rows = new ArrayList<>(bind(h.createQuery(text(search)), owner, node, search)
                .map((row, _) -> new Row(new Item(row.getString(1), row.getBytes(2), row.getLong(3)), row.getLong(4)))
                .list());
        if (search.backward()) {
            Collections.reverse(rows);
        }
        int index = rows.isEmpty()
                ? 0
                : count(
                        h,
                        COUNT + " AND position < ?",
                        owner,
                        node,
                        rows.getFirst().position());
        return new Page(rows.stream().map(Row::item).toList(), index, count(h, COUNT, owner, node));
    }

    private static String text(Search search) {
        StringBuilder text = new StringBuilder(ITEMS);
        if (!search.ids().isEmpty()) {
            text.append(" AND id IN (<ids>)");
        }
        if (search.after() != null) {
            text.append(" AND position > ").append(POSITION_OF).append(":after)");
        }
        if (search.before() != null) {
            text.append(" AND position < ").append(POSITION_OF).append(":before)");
        }
        return text.append(search.backward() ? " ORDER BY position DESC" : " ORDER BY position")
                .append(" LIMIT :limit OFFSET :skip")
                .toString();
    }

    private static Query bind(Query statement, String owner, String node, Search search) {
        Query bound = statement
                .bind("owner", owner)
                .bind("node", node)
                .bind("limit", search.limit())
                .bind("skip", search.skip());
        if (search.after() != null) {
            bound.bind("after", search.after());
        }
        if (search.before() != null) {
            bound.bind("before", search.before());
        }
        return search.ids().isEmpty() ? bound : bound.bindList("ids", List.copyOf(search.ids()));
    }

    private static int count(Handle h, String statement, Object... values) {
        return h.select(statement, values).mapTo(Integer.class).one();
    }
}
