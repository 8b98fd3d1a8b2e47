package org.wockd.core.c2s;

import io.netty.channel.Channel;
import io.netty.util.Timer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.wockd.core.CoreConfig;
import org.wockd.core.auth.Sasl;
import org.wockd.core.limit.Connections;
import org.wockd.core.limit.Rates;
import org.wockd.core.limit.TokenBucket;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Stores;
import org.wockd.core.tls.Tls;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.service.ByteSize;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.service.Frame;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/** Everything for the streams of clients, put together from the configuration. */
public final class ClientServer {
    /** What streams of clients implement, the login of 1999 too, which is off by default. */
    public static final List<Spec> SPECS = List.of(
            Rfc6120Starttls.SPEC,
            Rfc6120Sasl.SPEC,
            Rfc6120Sasl.BINDING_SPEC,
            Rfc6120Bind.SPEC,
            Xep0198StreamManagement.SPEC,
            Xep0352ClientState.SPEC,
            Xep0078IqAuth.SPEC,
            new Spec("XEP-0368", "SRV records for XMPP over TLS", "1.1.0"));

    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(10);

    /**
     * What the rest of the core gives to the streams of clients.
     *
     * @param hosts which hosts are served
     * @param sasl how clients log in
     * @param tls the server's end of TLS
     * @param stores what is kept of logins and sessions
     * @param sessions where streams bind
     * @param path the way of a stanza
     * @param negotiated further steps of stream negotiation
     * @param announced further stream features, announced to clients that have logged in
     * @param ends what is done with what a stream leaves behind
     * @param elsewhere where clients are sent instead of being served
     */
    public record Surroundings(
            Target.Hosts hosts,
            Sasl sasl,
            Tls tls,
            Stores stores,
            Sessions sessions,
            Path path,
            List<StreamFeature> negotiated,
            List<Node> announced,
            StreamEnds ends,
            Elsewhere elsewhere) {}

    /** Where streams run. */
    public record Machinery(EventLoops loops, Timer timer, Executor blocking, InstantSource clock) {}

    private final CoreConfig config;
    private final Machinery machinery;
    private final ClientStreams shared;

    /** Brings back the sessions whose clients may come back; does not listen yet. */
    public ClientServer(CoreConfig config, Surroundings around, Machinery machinery, Frame frame) {
        this.config = config;
        this.machinery = machinery;
        Resumptions resumptions = new Resumptions(
                around.stores().streams(),
                around.stores().mailbox(),
                config.limits().resumption(),
                Room.ofHeap(frame.meters()));
        shared = new ClientStreams(
                around.hosts(),
                config.hosts().getFirst(),
                around.tls(),
                features(config, around, machinery, resumptions),
                around.sessions(),
                around.path(),
                machinery.timer(),
                machinery.blocking(),
                resumptions,
                limits(config.limits()),
                new StreamMetrics(frame.meters()),
                around.elsewhere(),
                new Rates(rates(config.rates()), System::nanoTime, frame.meters()),
                new Connections(config.limits().connectionsPerAddress(), frame.meters()),
                around.ends());
        resumptions.recover(shared, machinery.loops().group());
    }

    /** Listens for clients, and registers how that ends. */
    public void listen(Frame frame) {
        ClientListener listener = new ClientListener(
                machinery.loops(), machinery.timer(), shared, config.limits().connections());
        shared.elsewhere().onLeave(listener::leave);
        frame.lifecycle().onStop("client streams", STOP.plus(LINGER), () -> listener.closeStreams(STOP));
        listen(listener.listen(config.listen().client(), Tls.Mode.STARTTLS, "listen.client"), "client", frame);
        listen(listener.listen(config.listen().clientTls(), Tls.Mode.DIRECT, "listen.client-tls"), "client-tls", frame);
    }

    private static void listen(Channel channel, String name, Frame frame) {
        frame.listening(name, (InetSocketAddress) channel.localAddress());
        frame.lifecycle().onStop(name + " listener", STOP, () -> channel.close().awaitUninterruptibly());
    }

    private static List<StreamFeature> features(
            CoreConfig config, Surroundings around, Machinery machinery, Resumptions resumptions) {
        Doorkeeper doorkeeper = new Doorkeeper(around.stores().accounts(), machinery.clock());
        Rfc6120Sasl sasl = new Rfc6120Sasl(around.sasl(), doorkeeper);
        List<StreamFeature> features = new ArrayList<>(List.of(
                new Rfc6120Starttls(true),
                sasl,
                sasl.channelBindings(),
                new Rfc6120Bind(around.stores().accounts()),
                new Xep0198StreamManagement.Enabling(resumptions),
                new Xep0198StreamManagement.Counting(),
                new Xep0198StreamManagement.Resuming(resumptions),
                new Xep0352ClientState()));
        if (config.login().legacyIqAuth()) {
            features.add(new Xep0078IqAuth(around.sasl(), doorkeeper));
        }
        features.addAll(around.negotiated());
        features.addAll(Announced.all(around.announced()));
        return List.copyOf(features);
    }

    private static Rates.Numbers rates(CoreConfig.Rates rates) {
        return new Rates.Numbers(
                rate(rates.streamOctets(), rates.streamOctetsAtOnce()),
                new TokenBucket.Rate(rates.streamStanzas(), rates.streamStanzasAtOnce()),
                rate(rates.accountOctets(), rates.accountOctetsAtOnce()),
                new TokenBucket.Rate(rates.accountStanzas(), rates.accountStanzasAtOnce()),
                rates.pause());
    }

    private static TokenBucket.Rate rate(ByteSize perSecond, ByteSize atOnce) {
        return new TokenBucket.Rate(Math.max(1, perSecond.bytes()), Math.max(1, atOnce.bytes()));
    }

    private static ClientStreams.Limits limits(CoreConfig.Limits limits) {
        return new ClientStreams.Limits(
                limits.anonymous(),
                limits.stanza(),
                limits.unwritten(),
                limits.negotiation(),
                limits.element(),
                LINGER,
                limits.silence(),
                limits.answer());
    }
}
