package org.wockd.core.store.sql;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.LimitExceeded.Limit;
import org.wockd.core.store.PubsubNodes;
import org.wockd.protocol.jid.Jid;

/** Nodes in four tables; the row of the owner is the lock of all that it has. */
final class SqlPubsubNodes implements PubsubNodes {
    private static final String NODE = "SELECT node, configuration, most, created_at FROM pubsub_node WHERE owner = ?";

    private static final String LAST = """
            SELECT n.node, n.configuration, n.most, n.created_at, i.id, i.payload, i.published_at
              FROM pubsub_node n
              JOIN pubsub_item i ON i.owner = n.owner AND i.node = n.node
             WHERE n.owner = :owner AND n.node IN (<names>)
               AND i.position = (SELECT MAX(l.position) FROM pubsub_item l WHERE l.owner = n.owner AND l.node = n.node)
             ORDER BY n.node""";

    private final Sql sql;
    private final Limits limits;

    SqlPubsubNodes(Sql sql, Limits limits) {
        this.sql = sql;
        this.limits = limits;
    }

    // ---- nodes ---------------------------------------------------------------------------------------------------

    @Override
    public @Nullable Node node(Jid owner, String name) {
        return sql.first(NODE + " AND node = ?", SqlPubsubNodes::node, key(owner), name);
    }

    private static @Nullable Node node(Handle h, String owner, String name) {
        return h.select(NODE + " AND node = ?", owner, name)
                .map((row, _) -> node(row))
                .findOne()
                .orElse(null);
    }

    private static Node node(ResultSet row) throws SQLException {
        return new Node(row.getString(1), row.getString(2), row.getInt(3), row.getLong(4));
    }

    @Override
    public List<Node> nodes(Jid owner) {
        return sql.all(NODE + " ORDER BY node", SqlPubsubNodes::node, key(owner));
    }

    @Override
    public Change update(Jid owner, String name, Edit edit) {
        return sql.write(h -> {
            lock(h, key(owner));
            Change change = update(h, key(owner), name, edit);
            Node after = change.after();
            if (after != null) {
                trim(h, key(owner), after);
            }
            return change;
        });
    }

    private Change update(Handle h, String owner, String name, Edit edit) {
        Node before = node(h, owner, name);
        Node after = edit.apply(before);
        if (after == null) {
            if (before != null) {
                delete(h, owner, name);
            }
        } else if (before == null) {
            insert(h, owner, name, after);
        } else if (!after.equals(before)) {
            h.execute(
                    "UPDATE pubsub_node SET configuration = ?, most = ? WHERE owner = ? AND node = ?",
                    after.configuration(),
                    after.most(),
                    owner,
                    name);
        }
        return new Change(before, after);
    }

    private void insert(Handle h, String owner, String name, Node node) {
        if (!node.name().equals(name)) {
            throw new IllegalArgumentException("an update of " + name + " may not write " + node.name());
        }
        if (count(h, "SELECT COUNT(*) FROM pubsub_node WHERE owner = ?", owner) >= limits.nodes()) {
            throw new LimitExceeded(
                    Limit.PUBSUB_NODES,
                    "An account may have " + limits.nodes() + " nodes and this one has as many: delete one first.");
        }
        h.execute(
                "INSERT INTO pubsub_node (owner, node, configuration, most, created_at) VALUES (?, ?, ?, ?, ?)",
                owner,
                name,
                node.configuration(),
                node.most(),
                node.createdAt());
    }

    private static void delete(Handle h, String owner, String name) {
        empty(h, owner, name);
        h.execute("DELETE FROM pubsub_subscription WHERE owner = ? AND node = ?", owner, name);
        h.execute("DELETE FROM pubsub_node WHERE owner = ? AND node = ?", owner, name);
    }

    // ---- items ---------------------------------------------------------------------------------------------------

    @Override
    public Change publish(Jid owner, String name, Item item, Edit edit) {
        int octets = item.id().getBytes(StandardCharsets.UTF_8).length + item.payload().length;
        if (octets > limits.itemOctets()) {
            throw new LimitExceeded(
                    Limit.PUBSUB_ITEM_OCTETS,
                    "An item may have " + limits.itemOctets() + " octets and this one has " + octets
                            + ": publish a smaller one.");
        }
        return sql.write(h -> {
            lock(h, key(owner));
            Change change = update(h, key(owner), name, edit);
            Node node = change.after();
            if (node == null) {
                throw new IllegalArgumentException("nothing can be published to a node that is deleted: " + name);
            }
            if (node.most() > 0) {
                remove(h, key(owner), name, item.id());
                insert(h, key(owner), name, item, octets);
                trim(h, key(owner), node);
                check(h, key(owner));
            }
            return change;
        });
    }

    private static void insert(Handle h, String owner, String name, Item item, int octets) {
        h.execute(
                "UPDATE pubsub_account SET octets = octets + ?, last_position = last_position + 1 WHERE owner = ?",
                octets,
                owner);
        h.execute(
                "INSERT INTO pubsub_item (owner, node, id, position, published_at, octets, payload)"
                        + " SELECT ?, ?, ?, last_position, ?, ?, ? FROM pubsub_account WHERE owner = ?",
                owner,
                name,
                item.id(),
                item.publishedAt(),
                octets,
                item.payload(),
                owner);
    }

    private void check(Handle h, String owner) {
        long octets = count(h, "SELECT octets FROM pubsub_account WHERE owner = ?", owner);
        if (octets > limits.octets()) {
            throw new LimitExceeded(
                    Limit.PUBSUB_OCTETS,
                    "The items of an account may have " + limits.octets()
                            + " octets together, and with this one they had " + octets + ": retract some first.");
        }
    }

    /** Deletes the oldest items of a node that has more than it keeps. */
    private void trim(Handle h, String owner, Node node) {
        int most = Math.min(node.most(), limits.items());
        List<Long> newestOfTooMany = h.select(
                        "SELECT position FROM pubsub_item WHERE owner = ? AND node = ?"
                                + " ORDER BY position DESC LIMIT 1 OFFSET ?",
                        owner,
                        node.name(),
                        most)
                .mapTo(Long.class)
                .list();
        for (long position : newestOfTooMany) {
            h.execute(
                    "UPDATE pubsub_account SET octets = octets - (SELECT COALESCE(SUM(octets), 0) FROM pubsub_item"
                            + " WHERE owner = ? AND node = ? AND position <= ?) WHERE owner = ?",
                    owner,
                    node.name(),
                    position,
                    owner);
            h.execute(
                    "DELETE FROM pubsub_item WHERE owner = ? AND node = ? AND position <= ?",
                    owner,
                    node.name(),
                    position);
        }
    }

    @Override
    public boolean retract(Jid owner, String name, String id) {
        return sql.write(h -> {
            lock(h, key(owner));
            return remove(h, key(owner), name, id);
        });
    }

    private static boolean remove(Handle h, String owner, String name, String id) {
        h.execute(
                "UPDATE pubsub_account SET octets = octets - (SELECT COALESCE(SUM(octets), 0) FROM pubsub_item"
                        + " WHERE owner = ? AND node = ? AND id = ?) WHERE owner = ?",
                owner,
                name,
                id,
                owner);
        return h.execute("DELETE FROM pubsub_item WHERE owner = ? AND node = ? AND id = ?", owner, name, id) == 1;
    }

    @Override
    public int purge(Jid owner, String name) {
        return sql.write(h -> {
            lock(h, key(owner));
            return empty(h, key(owner), name);
        });
    }

    private static int empty(Handle h, String owner, String name) {
        h.execute(
                "UPDATE pubsub_account SET octets = octets - (SELECT COALESCE(SUM(octets), 0) FROM pubsub_item"
                        + " WHERE owner = ? AND node = ?) WHERE owner = ?",
                owner,
                name,
                owner);
        return h.execute("DELETE FROM pubsub_item WHERE owner = ? AND node = ?", owner, name);
    }

    @Override
    public Page items(Jid owner, String name, Search search) {
        return sql.read(h -> PubsubPage.read(h, key(owner), name, search));
    }

    @Override
    public List<Last> last(Jid owner, Collection<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        return sql.read(h -> h.createQuery(LAST)
                .bind("owner", key(owner))
                .bindList("names", List.copyOf(names))
                .map((row, _) -> new Last(node(row), new Item(row.getString(5), row.getBytes(6), row.getLong(7))))
                .list());
    }

    // ---- subscriptions -------------------------------------------------------------------------------------------

    @Override
    public boolean subscribe(Jid owner, String name, Jid subscriber) {
        return sql.write(h -> {
            lock(h, key(owner));
            if (node(h, key(owner), name) == null) {
                return false;
            }
            h.execute(
                    "INSERT INTO pubsub_subscription (owner, node, subscriber, account) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT DO NOTHING",
                    key(owner),
                    name,
                    subscriber.toString(),
                    key(subscriber));
            if (count(h, "SELECT COUNT(*) FROM pubsub_subscription WHERE owner = ? AND node = ?", key(owner), name)
                    > limits.subscribers()) {
                throw new LimitExceeded(
                        Limit.PUBSUB_SUBSCRIBERS,
                        "A node may have " + limits.subscribers() + " subscribers and this one has as many.");
            }
            return true;
        });
    }

    @Override
    public boolean unsubscribe(Jid owner, String name, Jid subscriber) {
        return sql.write(h -> h.execute(
                        "DELETE FROM pubsub_subscription WHERE owner = ? AND node = ? AND subscriber = ?",
                        key(owner),
                        name,
                        subscriber.toString())
                == 1);
    }

    @Override
    public List<Jid> subscribers(Jid owner, String name) {
        return sql.read(h -> h.select(
                        "SELECT subscriber FROM pubsub_subscription WHERE owner = ? AND node = ? ORDER BY subscriber",
                        key(owner),
                        name)
                .map((row, _) -> Jid.parse(row.getString(1)))
                .list());
    }

    @Override
    public List<Subscription> subscriptions(Jid owner, Jid account) {
        return sql.read(h -> h.select(
                        "SELECT node, subscriber FROM pubsub_subscription WHERE account = ? AND owner = ?"
                                + " ORDER BY node, subscriber",
                        key(account),
                        key(owner))
                .map((row, _) -> new Subscription(row.getString(1), Jid.parse(row.getString(2))))
                .list());
    }

    // ---- shared --------------------------------------------------------------------------------------------------

    /** Makes the owner's row where there is none, and holds it until the end of the transaction. */
    private static void lock(Handle h, String owner) {
        h.execute(
                "INSERT INTO pubsub_account (owner, octets, last_position) VALUES (?, 0, 0)"
                        + " ON CONFLICT (owner) DO UPDATE SET octets = pubsub_account.octets",
                owner);
    }

    private static long count(Handle h, String statement, Object... values) {
        return h.select(statement, values).mapTo(Long.class).one();
    }

    private static String key(Jid jid) {
        return jid.bare().toString();
    }
}
