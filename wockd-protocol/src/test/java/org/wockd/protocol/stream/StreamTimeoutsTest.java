package org.wockd.protocol.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that take too long are ended; those that are merely quiet are not. */
class StreamTimeoutsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofHours(1);
    private static final String HEADER =
            "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    private final HashedWheelTimer timer = new HashedWheelTimer(10, TimeUnit.MILLISECONDS);
    private final List<StreamError> errors = new ArrayList<>();
    private final StreamFramer framer = new StreamFramer(10_000);

    @AfterEach
    void stop() {
        timer.stop();
    }

    private EmbeddedChannel channel(StreamTimeouts timeouts) {
        return new EmbeddedChannel(framer, timeouts, new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                errors.add(((StreamErrorException) cause).error());
            }
        });
    }

    private static void receive(EmbeddedChannel channel, String xml) {
        channel.writeInbound(Unpooled.copiedBuffer(xml, UTF_8));
    }

    private void awaitError(EmbeddedChannel channel, StreamError error) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            channel.runPendingTasks();
            assertThat(errors).containsExactly(error);
        });
    }

    @Test
    void aConnectionThatSaysNothingIsEnded() {
        EmbeddedChannel channel = channel(new StreamTimeouts(framer, timer, SHORT, LONG));
        awaitError(channel, StreamError.CONNECTION_TIMEOUT);
    }

    @Test
    void anElementThatDripsIsEndedThoughOctetsKeepComing() {
        StreamTimeouts timeouts = new StreamTimeouts(framer, timer, LONG, SHORT);
        EmbeddedChannel channel = channel(timeouts);
        receive(channel, HEADER);
        timeouts.negotiated();
        receive(channel, "<message>");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            receive(channel, "a");
            channel.runPendingTasks();
            assertThat(errors).containsExactly(StreamError.POLICY_VIOLATION);
        });
    }

    @Test
    void aQuietStreamMayStay() {
        StreamTimeouts timeouts = new StreamTimeouts(framer, timer, Duration.ofMillis(1), Duration.ofMillis(1));
        EmbeddedChannel quiet = channel(timeouts);
        timeouts.negotiated();
        receive(quiet, HEADER);
        receive(quiet, "<presence");
        receive(quiet, "/>");
        // A fence: this timer is set after those, for later.
        List<String> fence = java.util.Collections.synchronizedList(new ArrayList<>());
        timer.newTimeout(t -> fence.add("later"), 200, TimeUnit.MILLISECONDS);
        await().atMost(Duration.ofSeconds(60)).until(() -> !fence.isEmpty());
        quiet.runPendingTasks();
        assertThat(errors).isEmpty();
        assertThat(timer.pendingTimeouts()).isZero();
    }
}
