package org.wockd.protocol.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.rule.Lane;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xep.StreamManagement;
import org.wockd.protocol.xml.Node;

/**
 * What a relay and the core say to each other, over all connections of their link: it begins, goes on after a break
 * (XEP-0198), or begins anew. Used on the link's loop only.
 */
final class LinkTalk {
    private static final Logger LOG = LoggerFactory.getLogger(LinkTalk.class);

    /** How long a link waits for the core to go on where it was. */
    private static final Duration MOST = Duration.ofMinutes(5);

    /** What core and relay both know of the link. */
    private sealed interface Memory {
        /** Nothing: the next connection begins anew. */
        record Nothing() implements Memory {}

        /** The core does not count, or will not go on where it was. */
        record Fleeting() implements Memory {}

        /** The core counts, and the next connection can go on. */
        record Kept(String token, Duration most) implements Memory {}

        /** The same, and there is no connection. */
        record Apart(String token, Timeout expiry) implements Memory {}
    }

    private final Executor loop;
    private final Timer timer;
    private final Outgoing outgoing;
    private final LinkOutput output;
    private final LinkInput input = new LinkInput();
    private final SenderLanes lanes;
    private final Consumer<Stanza> send;
    private final List<LinkListener> listeners = new CopyOnWriteArrayList<>();
    private final Counter received;
    private final Counter resumed;

    private Memory memory = new Memory.Nothing();
    private @Nullable Path path;
    private @Nullable LinkStream stream;

    /**
     * @param send sends an answer
     */
    LinkTalk(
            Executor loop,
            Timer timer,
            Outgoing outgoing,
            LinkOutput output,
            SenderLanes lanes,
            Consumer<Stanza> send,
            MeterRegistry metrics) {
        this.loop = loop;
        this.timer = timer;
        this.outgoing = outgoing;
        this.output = output;
        this.lanes = lanes;
        this.send = send;
        this.received = metrics.counter("wockd.link.stanzas", "direction", "in");
        this.resumed = metrics.counter("wockd.link.resumed");
    }

    /** Adds somebody who wants to know of the link's coming and going; on any thread. */
    void listen(LinkListener listener) {
        listeners.add(listener);
    }

    /** What comes in goes this way. */
    void go(Path way) {
        path = way;
    }

    // ---- it begins, and goes on ----------------------------------------------------------------------------------

    /** The core has accepted the relay, and does not count. */
    void begin(LinkStream up) {
        anew();
        memory = new Memory.Fleeting();
        stream = up;
        input.beginUncounted();
        output.written(up);
        listeners.forEach(LinkListener::up);
    }

    /** The core has accepted the relay, and offers to count. */
    void offered(LinkStream up) {
        stream = up;
        up.write(
                memory instanceof Memory.Apart(String token, Timeout _)
                        ? StreamManagement.resume(token, input.resuming())
                        : StreamManagement.enable());
    }

    /**
     * An element of stream management has come.
     *
     * @return whether stanzas go both ways now that did not before
     */
    boolean managed(LinkStream up, Node element) throws StreamErrorException {
        switch (element.local()) {
            case "r" -> up.write(StreamManagement.acknowledgement(input.asked()));
            case "a" -> acknowledged(StreamManagement.neededCount(element));
            case "enabled" -> {
                enabled(up, element);
                return true;
            }
            case "resumed" -> {
                goesOn(up, StreamManagement.neededCount(element));
                return true;
            }
            case "failed" -> {
                return failed(up);
            }
            default ->
                throw new StreamErrorException(
                        StreamError.UNSUPPORTED_STANZA_TYPE, "<" + element.local() + "> is not for a relay");
        }
        return false;
    }

    private void enabled(LinkStream up, Node enabled) {
        anew();
        String token = enabled.attribute("id");
        String resume = enabled.attribute("resume");
        memory = token != null && ("true".equals(resume) || "1".equals(resume))
                ? new Memory.Kept(token, most(enabled.attribute("max")))
                : new Memory.Fleeting();
        input.begin();
        output.counted(up);
        listeners.forEach(LinkListener::up);
    }

    private static Duration most(@Nullable String max) {
        try {
            return max == null ? MOST : Duration.ofSeconds(Math.clamp(Long.parseLong(max), 1, MOST.toSeconds()));
        } catch (NumberFormatException e) {
            return MOST;
        }
    }

    private void goesOn(LinkStream up, long h) throws StreamErrorException {
        if (!(memory instanceof Memory.Apart(String token, Timeout expiry))) {
            throw new StreamErrorException(StreamError.POLICY_VIOLATION, "nothing was to be resumed");
        }
        expiry.cancel();
        memory = new Memory.Kept(token, MOST);
        resumed.increment();
        try {
            output.resumed(up, h);
        } catch (Unacknowledged.TooMany e) {
            throw tooMany(e);
        }
    }

    private boolean failed(LinkStream up) {
        if (memory instanceof Memory.Apart) {
            LOG.info("The core does not go on where the link was");
            anew();
            up.write(StreamManagement.enable());
            return false;
        }
        // It has offered what it does not do.
        begin(up);
        return true;
    }

    /** The connection is over. */
    void over(LinkStream.End end) {
        stream = null;
        switch (memory) {
            case Memory.Kept _, Memory.Apart _
            when end == LinkStream.End.REFUSED -> {
                output.dropped();
                forget();
            }
            case Memory.Kept(String token, Duration most) -> {
                output.apart();
                memory = new Memory.Apart(
                        token,
                        timer.newTimeout(
                                timeout -> loop.execute(() -> expired(timeout)),
                                most.toMillis(),
                                TimeUnit.MILLISECONDS));
            }
            case Memory.Apart _ -> {}
            case Memory.Fleeting _, Memory.Nothing _ -> anew();
        }
    }

    private void expired(Timeout timeout) {
        if (memory instanceof Memory.Apart(String _, Timeout expiry) && expiry.equals(timeout)) {
            LOG.info("The core was away for so long that the link begins anew");
            anew();
        }
    }

    /** There will be no connection any more. */
    void close() {
        stream = null;
        output.closed();
        forget();
    }

    /** What was is forgotten, and what the core may not have got is sent anew. */
    private void anew() {
        output.lost();
        forget();
    }

    private void forget() {
        Memory last = memory;
        memory = new Memory.Nothing();
        if (last instanceof Memory.Apart(String _, Timeout expiry)) {
            expiry.cancel();
        }
        if (!(last instanceof Memory.Nothing)) {
            listeners.forEach(LinkListener::down);
        }
    }

    // ---- acknowledgements ----------------------------------------------------------------------------------------

    private void acknowledged(long h) throws StreamErrorException {
        try {
            output.acknowledged(h);
        } catch (Unacknowledged.TooMany e) {
            throw tooMany(e);
        }
    }

    private static StreamErrorException tooMany(Unacknowledged.TooMany e) {
        return new StreamErrorException(StreamError.UNDEFINED_CONDITION, "the core counts wrong: " + e.getMessage());
    }

    private void done(LinkInput.Arrival arrival) {
        input.done(arrival);
        LinkStream up = stream;
        Long handled = up == null ? null : input.progress();
        if (up != null && handled != null) {
            up.write(StreamManagement.acknowledgement(handled));
        }
    }

    // ---- stanzas -------------------------------------------------------------------------------------------------

    /** A stanza has come, or what should be one. */
    void received(Node node, StanzaReader.Read read) {
        received.increment();
        LinkInput.Arrival arrival = input.arrived(node);
        if (arrival == null) {
            LOG.debug("The core has sent a <{}> again that is being dealt with", node.local());
            return;
        }
        switch (read) {
            case StanzaReader.Read.Good good when good.stanza().from() != null -> received(good.stanza(), arrival);
            case StanzaReader.Read.Good good -> {
                LOG.warn(
                        "Dropped a {} without a sender from the core",
                        good.stanza().kind());
                done(arrival);
            }
            case StanzaReader.Read.Refused refused -> {
                send.accept(refused.answer());
                done(arrival);
            }
            case StanzaReader.Read.Dropped dropped -> {
                LOG.debug("Dropped a stanza: {}", dropped.why());
                done(arrival);
            }
        }
    }

    private void received(Stanza stanza, LinkInput.Arrival arrival) {
        switch (stanza) {
            case Iq iq
            when !iq.isRequest() -> {
                if (!outgoing.answer(iq)) {
                    LOG.debug("Dropped an answer nobody waits for, from {}", iq.from());
                }
                done(arrival);
            }
            case Message message when message.isError() && output.refused(message) -> done(arrival);
            default -> deal(stanza, arrival);
        }
    }

    private void deal(Stanza stanza, LinkInput.Arrival arrival) {
        Path way = path;
        Path.Plan plan = way == null ? null : way.plan(stanza, send::accept);
        if (plan == null) {
            done(arrival);
            return;
        }
        lanes.submit(stanza.sender().bare(), new Lane.Step() {
            @Override
            public boolean isQuick() {
                return plan.isQuick();
            }

            @Override
            public void run() {
                try {
                    plan.run();
                } finally {
                    loop.execute(() -> done(arrival));
                }
            }
        });
    }
}
