package org.wockd.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.HashedWheelTimer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.service.Endpoint;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.service.Secret;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaError;

/** A wockd relay attaches to servers that do not count stanzas, or say that they will and do not. XML by hand on their side. */
class OtherCoresTest {
    private static final Jid LAMPS = Jid.domain("lamps.capulet.lit");
    private static final Jid JULIET = Jid.parse("juliet@capulet.lit");
    private static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
            + " xmlns:stream='http://etherx.jabber.org/streams' from='lamps.capulet.lit' id='1'";

    private final EventLoops loops = EventLoops.open("lamps", 1);
    private final HashedWheelTimer timer = new HashedWheelTimer(10, TimeUnit.MILLISECONDS);
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init")
    private ServerSocket server;

    @SuppressWarnings("NullAway.Init")
    private RelayLink link;

    @SuppressWarnings("NullAway.Init")
    private Core core;

    /** A server, up to the relay's handshake. */
    private static final class Core {
        private final Socket socket;
        private final StringBuilder heard = new StringBuilder();

        private Core(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(60_000);
        }

        private void say(String xml) throws IOException {
            socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
        }

        private Matcher hears(String regex) throws IOException {
            Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
            byte[] buffer = new byte[4096];
            while (true) {
                Matcher found = pattern.matcher(heard.toString());
                if (found.find()) {
                    heard.delete(0, found.end());
                    return found;
                }
                int count = socket.getInputStream().read(buffer);
                assertThat(count).as("the relay has closed before %s", regex).isPositive();
                heard.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
        }

        /** Answers the ping that follows a message. */
        private void answersThePing() throws IOException {
            String id = hears("<iq [^>]*id='([^']*)'[^>]*><ping xmlns='urn:xmpp:ping'/></iq>")
                    .group(1);
            say("<iq type='result' id='" + id + "' from='capulet.lit' to='lamps.capulet.lit'/>");
        }
    }

    /** Where what no rule wants goes. */
    private record Nobody() implements Path.Way {
        @Override
        public boolean isQuick() {
            return true;
        }

        @Override
        public void go() {}
    }

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        link = new RelayLink(
                new LinkConfig(
                        new Endpoint("127.0.0.1", server.getLocalPort()),
                        LAMPS,
                        "left",
                        new Secret("vorpal"),
                        Jid.domain("capulet.lit"),
                        LinkConfig.Limits.defaults()),
                loops,
                timer,
                blocking,
                new SimpleMeterRegistry());
        link.listen(new LinkListener() {
            @Override
            public void up() {
                ends.add("up");
            }

            @Override
            public void down() {
                ends.add("down");
            }
        });
        Rules rules = new Rules();
        rules.iq(Iq.Type.GET).quickly(Incoming::yieldResult);
        link.start(new Path(List.of(), rules, "lamps.capulet.lit"::equals, _ -> new Nobody()));
        core = new Core(server.accept());
    }

    @AfterEach
    void close() throws IOException {
        core.socket.close();
        server.close();
        link.close();
        loops.close();
        timer.stop();
        blocking.close();
    }

    private String next() throws InterruptedException {
        return String.valueOf(ends.poll(60, TimeUnit.SECONDS));
    }

    private void send(String id) {
        link.sendAcknowledged(Message.chat(LAMPS, JULIET, id, "done"), new Delivery() {
            @Override
            public void delivered() {
                ends.add(id + " delivered");
            }

            @Override
            public void refused(StanzaError error) {
                ends.add(id + " refused");
            }

            @Override
            public void lost() {
                ends.add(id + " lost");
            }
        });
    }

    @Test
    void oneThatKnowsNothingOfFeaturesIsAskedByPings() throws Exception {
        core.hears("<stream:stream [^>]*from='lamps.capulet.lit/left'[^>]*version='1.0'");
        core.say(HEADER + ">");
        core.hears("<handshake>[0-9a-f]{40}</handshake>");
        core.say("<handshake/>");
        assertThat(next()).isEqualTo("up");
        send("m1");
        core.hears("<message [^>]*id='m1'.*</message>");
        core.answersThePing();
        assertThat(next()).isEqualTo("m1 delivered");
        send("m2");
        core.hears("<message [^>]*id='m2'.*</message>");
        core.socket.close();
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("m2 lost", "down");
    }

    @Test
    void oneThatSaysVersionOneAndOffersNothing() throws Exception {
        core.say(HEADER + " version='1.0'>");
        core.hears("</handshake>");
        core.say("<handshake/><iq type='get' id='q' from='juliet@capulet.lit/pc' to='lamps.capulet.lit'>"
                + "<query xmlns='urn:example:1'/></iq>");
        core.hears("<iq [^>]*id='q'");
        assertThat(next()).isEqualTo("up");
        send("m1");
        core.answersThePing();
        assertThat(next()).isEqualTo("m1 delivered");
    }

    @Test
    void oneThatOffersItAndRefusesIt() throws Exception {
        core.say(HEADER + " version='1.0'>");
        core.hears("</handshake>");
        core.say("<handshake/><stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>");
        core.hears("<enable ");
        core.say(
                "<failed xmlns='urn:xmpp:sm:3'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
        assertThat(next()).isEqualTo("up");
        send("m1");
        core.answersThePing();
        assertThat(next()).isEqualTo("m1 delivered");
    }

    @Test
    void oneThatCountsAndForgets() throws Exception {
        core.say(HEADER + " version='1.0'>");
        core.hears("</handshake>");
        core.say("<handshake/><stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>");
        core.hears("<enable ");
        core.say("<enabled xmlns='urn:xmpp:sm:3' id='token' resume='true'/>");
        assertThat(next()).isEqualTo("up");
        send("m1");
        core.hears("<message [^>]*id='m1'.*<origin-id [^>]*id='m1'/></message><r xmlns='urn:xmpp:sm:3'/>");
        core.say("<a xmlns='urn:xmpp:sm:3' h='1'/>");
        assertThat(next()).isEqualTo("m1 delivered");
        send("m2");
        core.hears("<message [^>]*id='m2'.*</message>");
        core.socket.close();

        core = new Core(server.accept());
        core.say(HEADER + " version='1.0'>");
        core.hears("</handshake>");
        core.say("<handshake/><stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>");
        core.hears("<resume [^>]*h='0'[^>]*previd='token'");
        core.say(
                "<failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
        assertThat(next()).isEqualTo("down");
        core.hears("<enable ");
        core.say("<enabled xmlns='urn:xmpp:sm:3' id='other' resume='true'/>");
        core.hears("<message [^>]*id='m2'.*<origin-id [^>]*id='m2'/></message><r xmlns='urn:xmpp:sm:3'/>");
        assertThat(next()).isEqualTo("up");
        core.say("<message type='error' id='m2' from='juliet@capulet.lit' to='lamps.capulet.lit'><error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
                + "<a xmlns='urn:xmpp:sm:3' h='1'/>");
        assertThat(next()).isEqualTo("m2 refused");
    }
}
