package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;

/** Every row of RFC 6121 appendix A.2 and A.3; a dash says that the state stays. */
class SubscriptionStateTest {

    private static SubscriptionState state(String words) {
        return new SubscriptionState(
                words.startsWith("To") || words.startsWith("Both"),
                words.startsWith("From") || words.startsWith("Both"),
                words.contains("Out"),
                words.contains("In"),
                words.contains("Approved"));
    }

    private static Presence.Type type(String wire) {
        return Presence.Type.valueOf(wire.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # A.2.1
            subscribe,    None,          true,  None+Out
            subscribe,    None+Out,      true,  -
            subscribe,    None+In,       true,  None+Out+In
            subscribe,    None+Out+In,   true,  -
            subscribe,    To,            true,  -
            subscribe,    To+In,         true,  -
            subscribe,    From,          true,  From+Out
            subscribe,    From+Out,      true,  -
            subscribe,    Both,          true,  -
            # A.2.2
            unsubscribe,  None,          true,  -
            unsubscribe,  None+Out,      true,  None
            unsubscribe,  None+In,       true,  -
            unsubscribe,  None+Out+In,   true,  None+In
            unsubscribe,  To,            true,  None
            unsubscribe,  To+In,         true,  None+In
            unsubscribe,  From,          true,  -
            unsubscribe,  From+Out,      true,  From
            unsubscribe,  Both,          true,  From
            # A.2.3, with the pre-approval of 3.4
            subscribed,   None,          false, None+Approved
            subscribed,   None+Out,      false, None+Out+Approved
            subscribed,   None+In,       true,  From
            subscribed,   None+Out+In,   true,  From+Out
            subscribed,   To,            false, To+Approved
            subscribed,   To+In,         true,  Both
            subscribed,   From,          false, -
            subscribed,   From+Out,      false, -
            subscribed,   Both,          false, -
            # A.2.4, with the pre-approval of 3.4
            unsubscribed, None,          false, -
            unsubscribed, None+Approved, false, None
            unsubscribed, None+Out,      false, -
            unsubscribed, None+In,       true,  None
            unsubscribed, None+Out+In,   true,  None+Out
            unsubscribed, To,            false, -
            unsubscribed, To+Approved,   false, To
            unsubscribed, To+In,         true,  To
            unsubscribed, From,          true,  None
            unsubscribed, From+Out,      true,  None+Out
            unsubscribed, Both,          true,  To
            """)
    void outbound(String step, String before, boolean routed, String after) {
        SubscriptionState.Step result = state(before).out(type(step));

        assertThat(result.passed()).isEqualTo(routed);
        assertThat(result.next()).isEqualTo(state(after.equals("-") ? before : after));
        assertThat(result.reply()).isNull();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # A.3.1, with the replies of 3.1.3 and 3.4
            subscribe,    None,             true,  None+In,     -
            subscribe,    None+Out,         true,  None+Out+In, -
            subscribe,    None+In,          false, -,           -
            subscribe,    None+Out+In,      false, -,           -
            subscribe,    To,               true,  To+In,       -
            subscribe,    To+In,            false, -,           -
            subscribe,    From,             false, -,           subscribed
            subscribe,    From+Out,         false, -,           subscribed
            subscribe,    Both,             false, -,           subscribed
            subscribe,    None+Approved,    false, From,        subscribed
            subscribe,    None+Out+Approved,false, From+Out,    subscribed
            subscribe,    To+Approved,      false, Both,        subscribed
            # A.3.2
            unsubscribe,  None,             false, -,           -
            unsubscribe,  None+Approved,    false, -,           -
            unsubscribe,  None+Out,         false, -,           -
            unsubscribe,  None+In,          true,  None,        -
            unsubscribe,  None+Out+In,      true,  None+Out,    -
            unsubscribe,  To,               false, -,           -
            unsubscribe,  To+In,            true,  To,          -
            unsubscribe,  From,             true,  None,        -
            unsubscribe,  From+Out,         true,  None+Out,    -
            unsubscribe,  Both,             true,  To,          -
            # A.3.3
            subscribed,   None,             false, -,           -
            subscribed,   None+Out,         true,  To,          -
            subscribed,   None+In,          false, -,           -
            subscribed,   None+Out+In,      true,  To+In,       -
            subscribed,   To,               false, -,           -
            subscribed,   To+In,            false, -,           -
            subscribed,   From,             false, -,           -
            subscribed,   From+Out,         true,  Both,        -
            subscribed,   Both,             false, -,           -
            # A.3.4
            unsubscribed, None,             false, -,           -
            unsubscribed, None+Out,         true,  None,        -
            unsubscribed, None+In,          false, -,           -
            unsubscribed, None+Out+In,      true,  None+In,     -
            unsubscribed, To,               true,  None,        -
            unsubscribed, To+In,            true,  None+In,     -
            unsubscribed, From,             false, -,           -
            unsubscribed, From+Out,         true,  From,        -
            unsubscribed, Both,             true,  From,        -
            """)
    void inbound(String step, String before, boolean delivered, String after, String reply) {
        SubscriptionState.Step result = state(before).in(type(step));

        assertThat(result.passed()).isEqualTo(delivered);
        assertThat(result.next()).isEqualTo(state(after.equals("-") ? before : after));
        assertThat(result.reply()).isEqualTo(reply.equals("-") ? null : type(reply));
    }

    @Test
    void aRequestThatWaitsIsNoContactYet() {
        SubscriptionState state = SubscriptionState.of(null, true);

        assertThat(state).isEqualTo(state("None+In"));
        assertThat(state.item(null, Jid.parse("bob@wockd.test"))).isNull();
    }
}
