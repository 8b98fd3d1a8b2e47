package org.wockd.core.c2s;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wockd.core.limit.Rates;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamEvent;

/**
 * Holds a stream to its rates: what comes too fast has already been read and is dealt with, and then nothing more is read
 * until it is paid for, so that the network slows the client down. Only what a long pause could not pay for ends the
 * stream. Two handlers, one for the octets in front of the framer and one for the stanzas behind it.
 */
final class StreamPace {
    private final Rates.Stream rates;
    private final ReadGate gate;
    private final Timer timer;
    private long until;
    private @Nullable Timeout waiting;
    private boolean over;

    StreamPace(Rates.Stream rates, ReadGate gate, Timer timer) {
        this.rates = rates;
        this.gate = gate;
        this.timer = timer;
    }

    /** The stream belongs to an account from now on; called on the event loop. */
    void account(Jid bare) {
        rates.account(bare);
    }

    /** Counts what comes from the network, decrypted. */
    ChannelHandler octets() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                int count = message instanceof ByteBuf octets ? octets.readableBytes() : 0;
                pass(context, message, rates.octets(count));
            }

            @Override
            public void handlerRemoved(ChannelHandlerContext context) {
                stop();
            }
        };
    }

    /** Counts what the framer makes of it. */
    ChannelHandler stanzas() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof StreamEvent.Element) {
                    pass(context, message, rates.stanza());
                } else {
                    context.fireChannelRead(message);
                }
            }
        };
    }

    private void pass(ChannelHandlerContext context, Object message, Rates.Verdict verdict) {
        if (over) {
            ReferenceCountUtil.release(message);
        } else if (verdict.isGross()) {
            over = true;
            ReferenceCountUtil.release(message);
            context.fireExceptionCaught(new StreamErrorException(
                    StreamError.POLICY_VIOLATION, verdict.text() + "; it sent far more than that"));
        } else {
            if (verdict.pause().isPositive()) {
                pause(context, verdict.pause());
            }
            context.fireChannelRead(message);
        }
    }

    private void pause(ChannelHandlerContext context, Duration pause) {
        until = System.nanoTime() + pause.toNanos();
        gate.close(ReadGate.Reason.PACE);
        if (waiting == null) {
            await(context, pause.toNanos());
        }
    }

    private void await(ChannelHandlerContext context, long nanos) {
        waiting = timer.newTimeout(_ -> context.executor().execute(() -> goOn(context)), nanos, TimeUnit.NANOSECONDS);
    }

    private void goOn(ChannelHandlerContext context) {
        waiting = null;
        long left = until - System.nanoTime();
        if (left > 0 && !context.isRemoved()) {
            await(context, left);
        } else {
            gate.open(ReadGate.Reason.PACE);
        }
    }

    private void stop() {
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
    }
}
