package org.wockd.protocol.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Octets are handed in, and go out together or are told to be lost. */
class StreamWriterTest {
    private static final Duration LINGER = Duration.ofSeconds(30);

    private final List<String> told = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    private StreamWriter.Fate fate(String name) {
        return new StreamWriter.Fate() {
            @Override
            public void written() {
                told.add(name + " written");
            }

            @Override
            public void lost(Throwable cause) {
                told.add(name + " lost");
            }
        };
    }

    private static byte[] octets(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void oneTurnOneFlush() {
        AtomicInteger flushes = new AtomicInteger();
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
                flushes.incrementAndGet();
                context.flush();
            }
        });
        StreamWriter writer = new StreamWriter(channel, 1000, LINGER, failures::add);

        writer.write(octets("<a/>"), fate("a"));
        writer.write(octets("<b/>"), fate("b"));
        channel.runPendingTasks();

        ByteBuf out = channel.readOutbound();
        assertThat(out.toString(UTF_8)).isEqualTo("<a/><b/>");
        out.release();
        assertThat(flushes).hasValue(1);
        assertThat(told).containsExactly("a written", "b written");
        assertThat(writer.unwritten()).isZero();
    }

    @Test
    void whatMayNotGoYetHoldsUpWhatIsWrittenLaterAndTheEnd() {
        EmbeddedChannel channel = new EmbeddedChannel();
        StreamWriter writer = new StreamWriter(channel, 1000, LINGER, failures::add);
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();

        writer.write(octets("<a/>"), fate("a"));
        writer.write(octets("<b/>"), fate("b"), first);
        writer.write(octets("<c/>"), fate("c"));
        channel.runPendingTasks();
        assertThat(told).containsExactly("a written");

        writer.write(octets("<d/>"), fate("d"), second);
        writer.end(octets("</stream:stream>"));
        second.complete(null);
        channel.runPendingTasks();
        assertThat(told).containsExactly("a written");

        first.completeExceptionally(new IllegalStateException("the disk is full"));
        channel.runPendingTasks();
        assertThat(told).containsExactly("a written", "b written", "c written", "d written");
        assertThat(channel.isOpen()).isFalse();
        assertThat(writer.unwritten()).isZero();
        channel.finishAndReleaseAll();
    }

    @Test
    void moreThanTheLimitIsLostAndToldOnce() {
        EmbeddedChannel channel = new EmbeddedChannel();
        StreamWriter writer = new StreamWriter(channel, 10, LINGER, failures::add);

        writer.write(octets("12345678"), fate("fits"));
        writer.write(octets("9876"), fate("too much"));
        writer.write(octets("9876"), fate("still too much"));
        channel.runPendingTasks();

        assertThat(told).containsExactlyInAnyOrder("fits written", "too much lost", "still too much lost");
        assertThat(failures).singleElement().isInstanceOf(StreamWriter.Overflow.class);
        channel.finishAndReleaseAll();
    }

    @Test
    void aClosedConnectionLosesWhatIsWrittenToIt() {
        EmbeddedChannel channel = new EmbeddedChannel();
        StreamWriter writer = new StreamWriter(channel, 1000, LINGER, failures::add);
        channel.close().syncUninterruptibly();

        writer.write(octets("<a/>"), fate("a"));
        channel.runPendingTasks();

        assertThat(told).containsExactly("a lost");
        assertThat(failures).hasSize(1);
        assertThat(writer.unwritten()).isZero();
    }

    @Test
    void nothingIsWrittenAfterTheEnd() {
        EmbeddedChannel channel = new EmbeddedChannel();
        StreamWriter writer = new StreamWriter(channel, 10, LINGER, failures::add);

        writer.write(octets("<a/>"), fate("a"));
        writer.end(octets("</stream:stream>"));
        writer.end(octets("again"));
        writer.write(octets("<b/>"), fate("b"));
        channel.runPendingTasks();

        ByteBuf out = channel.readOutbound();
        assertThat(out.toString(UTF_8)).isEqualTo("<a/></stream:stream>");
        out.release();
        assertThat(told).containsExactlyInAnyOrder("a written", "b lost");
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.outboundMessages()).isEmpty();
    }

    /** Who writes ten megabytes without reading still sees why the stream ended. */
    @Test
    void theLastWordsArriveThoughTheOtherEndIsStillTalking() throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(io.netty.channel.ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.complete(channel);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        try (Socket client = new Socket()) {
            client.connect(server.localAddress());
            StreamWriter writer = new StreamWriter(accepted.get(30, TimeUnit.SECONDS), 1000, LINGER, failures::add);
            CompletableFuture<Void> talking = CompletableFuture.runAsync(() -> {
                try {
                    client.getOutputStream().write(new byte[10_000_000]);
                    client.shutdownOutput();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.end(octets("policy-violation"));
            talking.get(60, TimeUnit.SECONDS);
            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("policy-violation");
        } finally {
            server.close().sync();
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }
}
