package org.wockd.core.xep;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.Presence;

/**
 * RFC 6121 appendix A.2 and A.3, row by row, with the states that pre-approval adds (§3.4). A dash says that the state
 * stays, or that the server answers nothing.
 */
final class SubscriptionTable {
    /** The states of A.1, and those of them in which an approval can be given beforehand (§3.4.2). */
    static final List<String> STATES = List.of(
            "None",
            "None+Out",
            "None+In",
            "None+Out+In",
            "To",
            "To+In",
            "From",
            "From+Out",
            "Both",
            "None+Approved",
            "None+Out+Approved",
            "To+Approved");

    /** Step, state before, routed to the contact, state after. */
    private static final String OUTBOUND = """
            # A.2.1
            subscribe,    None,              true,  None+Out
            subscribe,    None+Out,          true,  -
            subscribe,    None+In,           true,  None+Out+In
            subscribe,    None+Out+In,       true,  -
            subscribe,    To,                true,  -
            subscribe,    To+In,             true,  -
            subscribe,    From,              true,  From+Out
            subscribe,    From+Out,          true,  -
            subscribe,    Both,              true,  -
            subscribe,    None+Approved,     true,  None+Out+Approved
            subscribe,    None+Out+Approved, true,  -
            subscribe,    To+Approved,       true,  -
            # A.2.2
            unsubscribe,  None,              true,  -
            unsubscribe,  None+Out,          true,  None
            unsubscribe,  None+In,           true,  -
            unsubscribe,  None+Out+In,       true,  None+In
            unsubscribe,  To,                true,  None
            unsubscribe,  To+In,             true,  None+In
            unsubscribe,  From,              true,  -
            unsubscribe,  From+Out,          true,  From
            unsubscribe,  Both,              true,  From
            unsubscribe,  None+Approved,     true,  -
            unsubscribe,  None+Out+Approved, true,  None+Approved
            unsubscribe,  To+Approved,       true,  None+Approved
            # A.2.3; where there is nothing to approve, the approval is kept (3.4.2)
            subscribed,   None,              false, None+Approved
            subscribed,   None+Out,          false, None+Out+Approved
            subscribed,   None+In,           true,  From
            subscribed,   None+Out+In,       true,  From+Out
            subscribed,   To,                false, To+Approved
            subscribed,   To+In,             true,  Both
            subscribed,   From,              false, -
            subscribed,   From+Out,          false, -
            subscribed,   Both,              false, -
            subscribed,   None+Approved,     false, -
            subscribed,   None+Out+Approved, false, -
            subscribed,   To+Approved,       false, -
            # A.2.4; an approval that was kept is taken back (3.2.2)
            unsubscribed, None,              false, -
            unsubscribed, None+Out,          false, -
            unsubscribed, None+In,           true,  None
            unsubscribed, None+Out+In,       true,  None+Out
            unsubscribed, To,                false, -
            unsubscribed, To+In,             true,  To
            unsubscribed, From,              true,  None
            unsubscribed, From+Out,          true,  None+Out
            unsubscribed, Both,              true,  To
            unsubscribed, None+Approved,     false, None
            unsubscribed, None+Out+Approved, false, None+Out
            unsubscribed, To+Approved,       false, To
            """;

    /** Step, state before, delivered to the account's clients, state after, what the server answers. */
    private static final String INBOUND = """
            # A.3.1, with the answers of 3.1.3 and 3.4.2
            subscribe,    None,              true,  None+In,     -
            subscribe,    None+Out,          true,  None+Out+In, -
            subscribe,    None+In,           false, -,           -
            subscribe,    None+Out+In,       false, -,           -
            subscribe,    To,                true,  To+In,       -
            subscribe,    To+In,             false, -,           -
            subscribe,    From,              false, -,           subscribed
            subscribe,    From+Out,          false, -,           subscribed
            subscribe,    Both,              false, -,           subscribed
            subscribe,    None+Approved,     false, From,        subscribed
            subscribe,    None+Out+Approved, false, From+Out,    subscribed
            subscribe,    To+Approved,       false, Both,        subscribed
            # A.3.2
            unsubscribe,  None,              false, -,           -
            unsubscribe,  None+Out,          false, -,           -
            unsubscribe,  None+In,           true,  None,        -
            unsubscribe,  None+Out+In,       true,  None+Out,    -
            unsubscribe,  To,                false, -,           -
            unsubscribe,  To+In,             true,  To,          -
            unsubscribe,  From,              true,  None,        -
            unsubscribe,  From+Out,          true,  None+Out,    -
            unsubscribe,  Both,              true,  To,          -
            unsubscribe,  None+Approved,     false, -,           -
            unsubscribe,  None+Out+Approved, false, -,           -
            unsubscribe,  To+Approved,       false, -,           -
            # A.3.3
            subscribed,   None,              false, -,           -
            subscribed,   None+Out,          true,  To,          -
            subscribed,   None+In,           false, -,           -
            subscribed,   None+Out+In,       true,  To+In,       -
            subscribed,   To,                false, -,           -
            subscribed,   To+In,             false, -,           -
            subscribed,   From,              false, -,           -
            subscribed,   From+Out,          true,  Both,        -
            subscribed,   Both,              false, -,           -
            subscribed,   None+Approved,     false, -,           -
            subscribed,   None+Out+Approved, true,  To+Approved, -
            subscribed,   To+Approved,       false, -,           -
            # A.3.4
            unsubscribed, None,              false, -,           -
            unsubscribed, None+Out,          true,  None,        -
            unsubscribed, None+In,           false, -,           -
            unsubscribed, None+Out+In,       true,  None+In,     -
            unsubscribed, To,                true,  None,        -
            unsubscribed, To+In,             true,  None+In,     -
            unsubscribed, From,              false, -,           -
            unsubscribed, From+Out,          true,  From,        -
            unsubscribed, Both,              true,  From,        -
            unsubscribed, None+Approved,     false, -,           -
            unsubscribed, None+Out+Approved, true,  None+Approved, -
            unsubscribed, To+Approved,       true,  None+Approved, -
            """;

    /**
     * One row.
     *
     * @param goesOn whether the step is routed to the contact, or delivered to the account
     * @param reply what the account's server answers, null where nothing
     */
    record Row(Presence.Type step, String before, boolean goesOn, String after, Presence.@Nullable Type reply) {

        private static Row of(String line) {
            List<String> cells =
                    Arrays.stream(line.split(",")).map(String::strip).toList();
            return new Row(
                    type(cells.get(0)),
                    cells.get(1),
                    Boolean.parseBoolean(cells.get(2)),
                    cells.get(3).equals("-") ? cells.get(1) : cells.get(3),
                    cells.size() < 5 || cells.get(4).equals("-") ? null : type(cells.get(4)));
        }

        @Override
        public String toString() {
            return step.wire() + " in " + before;
        }
    }

    private SubscriptionTable() {}

    /** The steps of the account. */
    static List<Row> outbound() {
        return rows(OUTBOUND);
    }

    /** The steps of the contact. */
    static List<Row> inbound() {
        return rows(INBOUND);
    }

    static SubscriptionState state(String words) {
        return new SubscriptionState(
                words.startsWith("To") || words.startsWith("Both"),
                words.startsWith("From") || words.startsWith("Both"),
                words.contains("Out"),
                words.contains("In"),
                words.contains("Approved"));
    }

    /** The same state as the other side has it; what was approved beforehand is nobody else's knowledge. */
    static SubscriptionState mirrored(SubscriptionState state) {
        return new SubscriptionState(state.from(), state.to(), state.pendingIn(), state.pendingOut(), false);
    }

    private static List<Row> rows(String table) {
        return table.lines().filter(line -> !line.startsWith("#")).map(Row::of).toList();
    }

    private static Presence.Type type(String wire) {
        return Presence.Type.valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
