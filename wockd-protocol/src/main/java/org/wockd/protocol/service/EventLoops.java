package org.wockd.protocol.service;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process's event loops with the channel types that run on them: epoll where it is there, NIO elsewhere. */
public final class EventLoops implements AutoCloseable {

    private static final String COUNT = "io.netty.eventLoopThreads";
    private static final long QUIET_MILLIS = 0;
    private static final long STOP_LIMIT_MILLIS = 5_000;

    private final EventLoopGroup group;
    private final boolean epoll;

    private EventLoops(EventLoopGroup group, boolean epoll) {
        this.group = group;
        this.epoll = epoll;
    }

    /**
     * Starts the loops with the best transport of this machine, one for each two processors, or as many as Netty's own
     * property {@value #COUNT} says. What two loops hand each other costs more than the second one saves, and a
     * processor left to the writer of the store, the compilers and the handshakes keeps the loops from waiting for them.
     *
     * @param name the beginning of the threads' names
     */
    public static EventLoops open(String name) {
        return open(name, count(Integer.getInteger(COUNT), Runtime.getRuntime().availableProcessors()));
    }

    /** How many loops there are, where somebody or nobody has said so; one at least. */
    static int count(@Nullable Integer told, int processors) {
        return Math.max(1, told == null ? Math.ceilDiv(processors, 2) : told);
    }

    /**
     * Starts so many loops with the best transport of this machine.
     *
     * @param name the beginning of the threads' names
     * @param threads how many loops, 1 or more
     */
    public static EventLoops open(String name, int threads) {
        return open(name, threads, Epoll.isAvailable());
    }

    static EventLoops open(String name, int threads, boolean epoll) {
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new EventLoops(
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), handlers), epoll);
    }

    /** Where channels are registered. */
    public EventLoopGroup group() {
        return group;
    }

    /** The type of a listening channel. */
    public Class<? extends ServerSocketChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** The type of a connecting channel. */
    public Class<? extends SocketChannel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Ends the loops after what is queued on them, and waits for it for 5 s at most. */
    @Override
    public void close() {
        group.shutdownGracefully(QUIET_MILLIS, STOP_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(STOP_LIMIT_MILLIS);
    }
}
