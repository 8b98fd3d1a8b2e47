package org.wockd.core.c2s;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;

/**
 * Finds out whether a client that is silent is still there (RFC 6120 §4.6): a network that is gone does not say so. After
 * some silence it is asked something; whatever octet it sends then is an answer, and without one the stream ends. One timer
 * for each bound stream.
 *
 * <p>Stands in front of the framer, so that white space counts. While the server itself reads nothing, silence proves
 * nothing and is not counted.
 */
final class StreamSilence extends ChannelInboundHandlerAdapter {
    private final Timer timer;
    private final ReadGate gate;
    private final Duration silence;
    private final Duration answer;

    private long heard;
    private boolean asked;
    private @Nullable Runnable ask;
    private @Nullable Timeout next;
    private @Nullable ChannelHandlerContext context;

    /**
     * @param silence how long nothing may come before the client is asked
     * @param answer how long nothing may come after that
     */
    StreamSilence(Timer timer, ReadGate gate, Duration silence, Duration answer) {
        this.timer = timer;
        this.gate = gate;
        this.silence = silence;
        this.answer = answer;
    }

    /**
     * Begins to listen; called on the event loop.
     *
     * @param question sends something that the client must answer
     */
    void begin(Runnable question) {
        ask = question;
        heard = System.nanoTime();
        await(silence.toNanos());
    }

    /** Listens no more; called on the event loop. */
    void end() {
        ask = null;
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        end();
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        heard = System.nanoTime();
        asked = false;
        from.fireChannelRead(message);
    }

    private void await(long nanos) {
        ChannelHandlerContext here = context;
        if (here != null && ask != null) {
            next = timer.newTimeout(
                    _ -> here.executor().execute(() -> look(here)), Math.max(1, nanos), TimeUnit.NANOSECONDS);
        }
    }

    private void look(ChannelHandlerContext here) {
        Runnable question = ask;
        if (question == null || here.isRemoved()) {
            return;
        }
        long left = silence.toNanos() - (System.nanoTime() - heard);
        if (!gate.isOpen()) {
            heard = System.nanoTime();
            await(silence.toNanos());
        } else if (asked) {
            end();
            here.fireExceptionCaught(new StreamErrorException(
                    StreamError.CONNECTION_TIMEOUT,
                    "nothing came for " + silence.plus(answer).toSeconds() + " seconds, and a ping was not answered"));
        } else if (left > 0) {
            await(left);
        } else {
            asked = true;
            question.run();
            await(answer.toNanos());
        }
    }
}
