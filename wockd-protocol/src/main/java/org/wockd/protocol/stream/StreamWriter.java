package org.wockd.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a stream from any thread: whatever is written in one turn of the event loop goes out with one flush.
 *
 * <p>Octets leave in the order of the calls, for each calling thread. What has been handed in and has not yet been taken by
 * the operating system is bounded: a reader at the other end that is too slow loses its stream, and costs nobody else
 * anything. All callbacks run on the event loop, in the order of the writes.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write is told by its promise, and closing cannot fail in a way that matters
public final class StreamWriter {
    private static final int BUFFER = 64 * 1024;

    /** What became of one write. */
    public interface Fate {
        /** The operating system has it; that says nothing about the other end. */
        default void written() {}

        /** It will not be written any more. */
        default void lost(Throwable cause) {}
    }

    /** More waits to be written than may. */
    public static final class Overflow extends IOException {
        private static final long serialVersionUID = 1L;

        Overflow(long limit) {
            super("the other end reads too slowly: more than " + limit + " octets wait to be written to it");
        }
    }

    private static final Fate INDIFFERENT = new Fate() {};

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private record Write(byte[] octets, Fate fate, CompletableFuture<Void> mayGo, boolean last) {}

    private final Channel channel;
    private final long limit;
    private final Duration linger;
    private final Consumer<Throwable> onFailure;

    private final Queue<Write> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicLong unwritten = new AtomicLong();
    private volatile boolean ended;
    /** The last octets are on their way; touched on the event loop only. */
    private boolean over;
    /** Whether what the first of the queue waits for will make somebody look again. */
    private volatile boolean waits;

    /**
     * @param limit the most octets that may wait; one write more is lost and {@code onFailure} told
     * @param linger how long the other end may take to close its side after {@link #end}
     * @param onFailure told once, on the event loop, of the first write that failed or was too much; the stream is of no
     *     use then and shall be ended
     */
    public StreamWriter(Channel channel, long limit, Duration linger, Consumer<Throwable> onFailure) {
        this.channel = channel;
        this.limit = limit;
        this.linger = linger;
        this.onFailure = onFailure;
    }

    /** Writes octets whose fate matters to nobody. */
    public void write(byte[] octets) {
        write(octets, INDIFFERENT);
    }

    /** Writes octets, which must not be changed any more. */
    public void write(byte[] octets, Fate fate) {
        write(octets, fate, NOW);
    }

    /**
     * Writes octets when something is done, be it that it fails; what is written later waits behind them.
     *
     * @param mayGo must be done some time, for even the end of the stream waits for it
     */
    public void write(byte[] octets, CompletableFuture<Void> mayGo) {
        write(octets, INDIFFERENT, mayGo);
    }

    /** The same; what becomes of them is told. */
    public void write(byte[] octets, Fate fate, CompletableFuture<Void> mayGo) {
        if (ended) {
            onLoop(() -> fate.lost(new ClosedChannelException()), fate);
            return;
        }
        if (unwritten.addAndGet(octets.length) > limit) {
            unwritten.addAndGet(-octets.length);
            Overflow overflow = new Overflow(limit);
            onLoop(
                    () -> {
                        fate.lost(overflow);
                        fail(overflow);
                    },
                    fate);
            return;
        }
        submit(new Write(octets, fate, mayGo, false));
    }

    /**
     * Writes the last octets, however much waits, and closes the connection: our side at once, the whole when the other end
     * has closed its side or the linger time is over. What comes in meanwhile is dropped. (To close with input unread would
     * make the operating system take back what was written.) Further calls do nothing.
     *
     * @param octets such as a stream error with the end tag
     */
    public void end(byte[] octets) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        unwritten.addAndGet(octets.length);
        submit(new Write(octets, INDIFFERENT, NOW, true));
        closeSoon();
    }

    /** From now on, so that a reader that does not read gets no more time than one that does, nor what may not go yet. */
    private void closeSoon() {
        try {
            channel.eventLoop().schedule(() -> channel.close(), linger.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            channel.close();
        }
    }

    /** Whether {@link #end} was called. */
    public boolean isEnded() {
        return ended;
    }

    /** How many octets wait to be taken by the operating system. */
    public long unwritten() {
        return unwritten.get();
    }

    private void submit(Write write) {
        queue.add(write);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(this::drain);
            } catch (RejectedExecutionException e) {
                loseAll(e);
            }
        }
    }

    private void onLoop(Runnable task, Fate fate) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            fate.lost(e);
        }
    }

    /** The loop is gone, and with it the only thread that would have looked at the queue. */
    private void loseAll(Throwable cause) {
        Write write;
        while ((write = queue.poll()) != null) {
            unwritten.addAndGet(-write.octets.length);
            write.fate.lost(cause);
        }
    }

    private void drain() {
        scheduled.set(false);
        List<Write> batch = new ArrayList<>();
        int size = 0;
        Write write;
        while ((write = queue.peek()) != null) {
            if (!write.mayGo.isDone()) {
                await(write.mayGo);
                break;
            }
            if (!queue.remove(write)) {
                // The loop stops, and all that was left was lost just now.
                continue;
            }
            if (over) {
                unwritten.addAndGet(-write.octets.length);
                write.fate.lost(new ClosedChannelException());
                continue;
            }
            batch.add(write);
            size += write.octets.length;
            if (size >= BUFFER || write.last) {
                put(batch, size);
                batch = new ArrayList<>();
                size = 0;
            }
            over |= write.last;
        }
        if (!batch.isEmpty()) {
            put(batch, size);
        }
        channel.flush();
    }

    private void await(CompletableFuture<Void> mayGo) {
        if (!waits) {
            waits = true;
            mayGo.whenComplete((_, _) -> {
                waits = false;
                schedule();
            });
        }
    }

    private void put(List<Write> batch, int size) {
        ByteBuf buffer;
        if (batch.size() == 1) {
            buffer = Unpooled.wrappedBuffer(batch.getFirst().octets);
        } else {
            buffer = channel.alloc().buffer(size);
            batch.forEach(write -> buffer.writeBytes(write.octets));
        }
        ChannelPromise promise = channel.newPromise();
        promise.addListener(done -> settle(batch, size, done.isSuccess() ? null : done.cause()));
        channel.write(buffer, promise);
    }

    private void settle(List<Write> batch, int size, @Nullable Throwable cause) {
        unwritten.addAndGet(-size);
        for (Write write : batch) {
            if (cause == null) {
                write.fate.written();
            } else {
                write.fate.lost(cause);
            }
        }
        if (cause != null) {
            fail(cause);
        }
        if (batch.getLast().last) {
            hangUp(cause == null);
        }
    }

    private void fail(Throwable cause) {
        if (failed.compareAndSet(false, true)) {
            onFailure.accept(cause);
        }
    }

    private void hangUp(boolean written) {
        if (!written || !channel.isActive() || !(channel instanceof DuplexChannel duplex)) {
            channel.close();
            return;
        }
        channel.pipeline().addFirst(new Discard());
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            duplex.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(_ -> duplex.shutdownOutput());
        }
        channel.config().setAutoRead(true);
    }

    /** Reads on, so that the other end can finish writing and see our last words, and keeps nothing. */
    private static final class Discard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
