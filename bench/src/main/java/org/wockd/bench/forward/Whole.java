package org.wockd.bench.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.wockd.protocol.stream.StreamEvent;

/** Makes octets of what the framer has found: as they came, in one piece for each stanza. */
final class Whole extends ChannelInboundHandlerAdapter {
    private static final byte[] END = "</stream:stream>".getBytes(UTF_8);

    @Override
    public void channelRead(ChannelHandlerContext context, Object event) {
        byte[] octets = switch ((StreamEvent) event) {
            case StreamEvent.Opened(byte[] tag) -> tag;
            case StreamEvent.Element(var frame) -> frame.octets();
            case StreamEvent.Closed() -> END;
        };
        context.fireChannelRead(Unpooled.wrappedBuffer(octets));
    }
}
