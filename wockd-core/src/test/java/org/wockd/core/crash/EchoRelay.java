package org.wockd.core.crash;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.HashedWheelTimer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.crash.Ledger.Letter;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.Delivery;
import org.wockd.protocol.relay.LinkConfig;
import org.wockd.protocol.relay.RelayLink;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.service.Endpoint;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.service.Secret;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaError;

/**
 * A relay, as a process that can be killed, that writes every letter back to its sender. It keeps nothing itself: a letter is
 * dealt with, and so acknowledged, when the core has the answer, and an answer is known by the letter's number. So the core
 * sends anew what a killed relay has not answered, and drops what it answers twice.
 */
final class EchoRelay {
    static final String NAME = "echo";
    static final String DOMAIN = "echo.localhost";
    static final String SECRET = "echo echo echo";

    private static final Logger LOG = LoggerFactory.getLogger(EchoRelay.class);
    private static final int AGAIN_MILLIS = 200;

    private final RelayLink link;
    private final HashedWheelTimer timer;

    private EchoRelay(RelayLink link, HashedWheelTimer timer) {
        this.link = link;
        this.timer = timer;
    }

    /**
     * Runs until it is killed.
     *
     * @param args the port of the core
     */
    public static void main(String[] args) {
        EventLoops loops = EventLoops.open("echo", 1);
        HashedWheelTimer timer = new HashedWheelTimer();
        ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
        RelayLink link = new RelayLink(
                new LinkConfig(
                        new Endpoint("127.0.0.1", Integer.parseInt(args[0])),
                        Jid.domain(DOMAIN),
                        new Secret(SECRET),
                        Jid.domain("localhost"),
                        LinkConfig.Limits.defaults()),
                loops,
                timer,
                blocking,
                new SimpleMeterRegistry());
        link.start(new EchoRelay(link, timer).path());
    }

    private Path path() {
        Rules rules = new Rules();
        rules.message(Message.Type.CHAT).then(this::answer);
        return new Path(List.of(), rules, DOMAIN::equals, stanza -> {
            throw new IllegalStateException("nobody expects " + stanza);
        });
    }

    private void answer(Incoming<Message> in) {
        Letter letter = Letter.in("<body>" + in.stanza().body() + "</body>");
        if (letter == null) {
            // An error, or what is none of the play's.
            LOG.warn("Not a letter: {}", in.stanza());
            return;
        }
        Letter back = new Letter(NAME, letter.from(), letter.place());
        Message message = Message.chat(
                Jid.domain(DOMAIN),
                in.from().bare(),
                back.pair() + ", " + back.place(),
                back.pair() + ", " + back.place());
        while (!isDelivered(message)) {
            LOG.info("Sending again: {}", back);
        }
        in.yieldResult();
    }

    /** Whether the core has it; where that is not known, false after a while. */
    private boolean isDelivered(Message message) {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        link.sendAcknowledged(message, new Delivery() {
            @Override
            public void delivered() {
                end.complete(true);
            }

            @Override
            public void refused(StanzaError error) {
                LOG.warn("Refused: {}", error);
                lost();
            }

            @Override
            public void lost() {
                timer.newTimeout(_ -> end.complete(false), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
        return end.join();
    }
}
