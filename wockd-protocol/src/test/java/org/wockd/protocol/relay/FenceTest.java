package org.wockd.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.xml.Node;

/** A relay sends Juliet messages through a core that is slow, or gone. */
class FenceTest {
    private static final Jid RELAY = Jid.domain("lamps.capulet.lit");
    private static final Jid JULIET = Jid.parse("juliet@capulet.lit");

    private final List<Outgoing.Ends> pings = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Fence fence = new Fence(pings::add, 10);

    @Test
    void whatIsMerelySlowIsNotLost() {
        send("m1");
        pings.get(0).onTimeout();
        send("m2");
        assertThat(told).isEmpty();
        assertThat(pings).as("asked again").hasSize(2);

        pings.get(1).onTimeout();
        pings.get(2).onResult(answer());

        assertThat(told).containsExactly("m1 delivered", "m2 delivered");
        assertThat(pings).hasSize(3);
    }

    @Test
    void whatCameAfterThePingWaitsForTheNext() {
        send("m1");
        send("m2");
        pings.get(0).onResult(answer());
        assertThat(told).containsExactly("m1 delivered");
        pings.get(1).onResult(answer());
        assertThat(told).containsExactly("m1 delivered", "m2 delivered");
    }

    @Test
    void aLostLinkLosesEachOnceAndItsPingSaysNothingOfTheNextLink() {
        send("m1");
        pings.get(0).onTimeout();
        fence.lost();
        assertThat(told).containsExactly("m1 lost");

        send("m1");
        pings.get(1).onResult(answer());
        pings.get(1).onTimeout();
        assertThat(told).as("an answer to the old link").containsExactly("m1 lost");
        pings.get(2).onResult(answer());
        assertThat(told).containsExactly("m1 lost", "m1 delivered");
    }

    private void send(String id) {
        fence.sent(Message.chat(RELAY, JULIET, id, "done"), id, new Delivery() {
            @Override
            public void delivered() {
                told.add(id + " delivered");
            }

            @Override
            public void refused(StanzaError error) {
                told.add(id + " refused");
            }

            @Override
            public void lost() {
                told.add(id + " lost");
            }
        });
    }

    private static Iq answer() {
        return Iq.request(Iq.Type.GET, JULIET, "p", Node.of("urn:xmpp:ping", "ping"));
    }
}
