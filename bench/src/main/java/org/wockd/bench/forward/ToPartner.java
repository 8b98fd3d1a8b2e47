package org.wockd.bench.forward;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes all that comes to the partner, with one flush for each turn of reading. Who speaks before there is a partner is
 * hung up on; a partner that does not keep up is waited for, and one that goes takes the other with it.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // what cannot be written is lost with its connection, which is noticed there
final class ToPartner extends ChannelInboundHandlerAdapter {
    private final Partners partners;
    private volatile @Nullable Channel partner;

    ToPartner(Partners partners) {
        this.partners = partners;
    }

    /** Before TLS, so that who has come through it has a partner if there is one. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        var _ = partners.meet(context.channel()).thenAccept(met -> partner = met);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel to = partner;
        if (to == null) {
            ReferenceCountUtil.release(message);
            context.close();
            return;
        }
        to.write(message, to.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        Channel to = partner;
        if (to != null) {
            to.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Channel from = partner;
        if (from != null) {
            from.config().setAutoRead(context.channel().isWritable());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Channel to = partner;
        if (to != null) {
            to.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
