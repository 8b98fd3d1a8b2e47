package org.wockd.protocol.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a stream that takes too long: to be negotiated, or to finish an element that it has begun. The first is against
 * connections that are opened and left, the second against elements that drip in one octet at a time.
 *
 * <p>Stands behind the {@link StreamFramer} and passes everything on; a {@link StreamErrorException} goes up the pipeline
 * when the time is over. One timer on the wheel while a stream is negotiated, and one while an element is unfinished;
 * none for a stanza that comes in one piece.
 */
public final class StreamTimeouts extends ChannelInboundHandlerAdapter {
    private static final long NONE = Long.MIN_VALUE;

    private final StreamFramer framer;
    private final Timer timer;
    private final Duration negotiation;
    private final Duration element;

    private @Nullable Timeout negotiating;
    private @Nullable Timeout watching;
    /** When the element that is unfinished now was first seen to be so, of {@link System#nanoTime()}. */
    private long since = NONE;

    /**
     * @param framer of the same pipeline, in front of this
     * @param timer a hashed wheel
     * @param negotiation from the beginning of the connection until {@link #negotiated()} is called
     * @param element from its first octets to its last
     */
    public StreamTimeouts(StreamFramer framer, Timer timer, Duration negotiation, Duration element) {
        this.framer = framer;
        this.timer = timer;
        this.negotiation = negotiation;
        this.element = element;
    }

    /** The stream is negotiated; called on the event loop. */
    public void negotiated() {
        if (negotiating != null) {
            negotiating.cancel();
            negotiating = null;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        negotiating = timer.newTimeout(
                _ -> context.executor().execute(() -> lateNegotiation(context)),
                negotiation.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        since = NONE;
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!framer.inElement()) {
            since = NONE;
        } else if (since == NONE) {
            since = System.nanoTime();
            if (watching == null) {
                watch(context, element.toNanos());
            }
        }
        context.fireChannelReadComplete();
    }

    private void watch(ChannelHandlerContext context, long nanos) {
        watching = timer.newTimeout(
                _ -> context.executor().execute(() -> lateElement(context)), nanos, TimeUnit.NANOSECONDS);
    }

    private void lateElement(ChannelHandlerContext context) {
        watching = null;
        if (since == NONE || context.isRemoved()) {
            return;
        }
        long left = element.toNanos() - (System.nanoTime() - since);
        if (left > 0) {
            // Another element than the one this timer was made for.
            watch(context, left);
            return;
        }
        since = NONE;
        context.fireExceptionCaught(new StreamErrorException(
                StreamError.POLICY_VIOLATION,
                "an element must be complete " + element.toSeconds() + " seconds after its first octet"));
    }

    private void lateNegotiation(ChannelHandlerContext context) {
        if (negotiating != null && !context.isRemoved()) {
            negotiating = null;
            context.fireExceptionCaught(new StreamErrorException(
                    StreamError.CONNECTION_TIMEOUT,
                    "the stream was not negotiated within " + negotiation.toSeconds() + " seconds"));
        }
    }

    private void stop() {
        negotiated();
        since = NONE;
        if (watching != null) {
            watching.cancel();
            watching = null;
        }
    }
}
