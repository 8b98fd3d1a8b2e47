package org.wockd.torrent.intake;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.intake.IntakeException.Code;

/** One GET over one connection to one address that is already chosen. */
final class HttpGet {

    /** What the server said. */
    sealed interface Answer {
        /** 200, and its content. */
        record Body(byte[] bytes) implements Answer {
            @Override
            public boolean equals(@Nullable Object o) {
                return this == o;
            }

            @Override
            public int hashCode() {
                return System.identityHashCode(this);
            }

            @Override
            public String toString() {
                return "Body[" + bytes.length + " bytes]";
            }
        }

        /** 301, 302, 303, 307 or 308, and where to. */
        record Redirect(@Nullable String location) implements Answer {}

        /** Anything else. */
        record Refused(int status) implements Answer {}
    }

    private final EventLoopGroup loop;
    private final @Nullable SslContext tls;
    private final int maxBytes;

    HttpGet(EventLoopGroup loop, @Nullable SslContext tls, int maxBytes) {
        this.loop = loop;
        this.tls = tls;
        this.maxBytes = maxBytes;
    }

    Answer run(URI uri, String host, InetSocketAddress to, long time, TimeUnit unit) throws IntakeException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        fill(channel, host, to.getPort(), answer);
                    }
                })
                .connect(to);
        Channel channel = connecting.channel();
        var _ = connecting.addListener(done -> {
            if (done.isSuccess()) {
                var _ = channel.writeAndFlush(request(uri));
            } else {
                answer.completeExceptionally(done.cause());
            }
        });
        try {
            return answer.get(time, unit);
        } catch (TimeoutException e) {
            throw new IntakeException(Code.FETCH_FAILED, tooSlow(host), e);
        } catch (ExecutionException e) {
            throw failed(host, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IntakeException(Code.FETCH_FAILED, "The download was stopped. Try it again.", e);
        } finally {
            var _ = channel.close();
        }
    }

    private void fill(Channel channel, String host, int port, CompletableFuture<Answer> answer) {
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            // The name goes into SNI and is what the certificate has to carry.
            pipeline.addLast(tls.newHandler(channel.alloc(), host, port));
        }
        pipeline.addLast(new HttpClientCodec());
        pipeline.addLast(new HttpObjectAggregator(maxBytes, true));
        pipeline.addLast(new Reader(answer));
    }

    private static FullHttpRequest request(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        request.headers()
                .set(HttpHeaderNames.HOST, uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort())
                .set(HttpHeaderNames.USER_AGENT, "wockd")
                .set(HttpHeaderNames.ACCEPT, "application/x-bittorrent, */*;q=0.1")
                .set(HttpHeaderNames.CONNECTION, "close");
        return request;
    }

    private IntakeException failed(String host, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            return new IntakeException(
                    Code.TOO_LARGE,
                    host + " sends more than " + maxBytes + " bytes, the most a .torrent file may have here."
                            + " Check that the address is that of a .torrent file and not of the content itself.",
                    cause);
        }
        return new IntakeException(
                Code.FETCH_FAILED,
                "The .torrent file could not be fetched from " + host + ": " + cause.getMessage()
                        + ". Check the address, or try again later.",
                cause);
    }

    static String tooSlow(String host) {
        return host + " took too long to send the .torrent file. Try again later, or send the file itself.";
    }

    /** Turns the whole response, or what went wrong, into the answer. */
    private static final class Reader extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<Answer> answer;

        Reader(CompletableFuture<Answer> answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
            HttpResponseStatus status = response.status();
            answer.complete(
                    switch (status.code()) {
                        case 200 -> new Answer.Body(ByteBufUtil.getBytes(response.content()));
                        case 301, 302, 303, 307, 308 ->
                            new Answer.Redirect(response.headers().get(HttpHeaderNames.LOCATION));
                        default -> new Answer.Refused(status.code());
                    });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            answer.completeExceptionally(
                    cause.getCause() != null
                                    && cause instanceof DecoderException
                                    && !(cause instanceof TooLongFrameException)
                            ? cause.getCause()
                            : cause);
            var _ = ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.completeExceptionally(new IOException("the connection was closed before the end"));
        }
    }
}
