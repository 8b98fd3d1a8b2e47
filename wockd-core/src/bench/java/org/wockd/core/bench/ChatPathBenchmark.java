package org.wockd.core.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.wockd.core.route.Post;
import org.wockd.core.route.Router;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.LocalSessions;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Entry;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamEvent;
import org.wockd.protocol.stream.StreamFramer;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;

/** One chat message from its octets on one stream to its octets for another, and the steps between them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChatPathBenchmark {
    private static final byte[] HEADER =
            "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost'>"
                    .getBytes(UTF_8);
    private static final byte[] MESSAGE = ("<message to='bob@localhost/phone' type='chat' id='a1b2c3'>"
                    + "<body>Shall we meet at eight, below the clock?</body>"
                    + "<active xmlns='http://jabber.org/protocol/chatstates'/>"
                    + "<request xmlns='urn:xmpp:receipts'/></message>")
            .getBytes(UTF_8);
    private static final Jid ALICE = Jid.parse("alice@localhost/laptop");

    private final ByteBuf octets = Unpooled.wrappedBuffer(MESSAGE).asReadOnly();
    private final NodeReader reader = NodeReader.forClient();
    private @Nullable EmbeddedChannel framer;
    private @Nullable Frame frame;
    private @Nullable Path path;
    private byte @Nullable [] written;

    /** A stream past its header, and bob's phone to send to. */
    @Setup
    public void setup() throws Sessions.TooManySessions {
        framer = new EmbeddedChannel(new StreamFramer(65_536));
        framer.writeInbound(Unpooled.wrappedBuffer(HEADER));
        framer.readInbound();
        frame = frame();
        LocalSessions sessions = new LocalSessions(10, new SimpleMeterRegistry());
        sessions.bind(new Phone());
        Router router = new Router("localhost"::equals, sessions, domain -> null, Post.UNKEPT);
        path = new Path(List.of(), new Rules(), "localhost"::equals, router);
    }

    /** Finding where the message ends. */
    @Benchmark
    public Frame frame() {
        EmbeddedChannel channel = requireNonNull(framer);
        channel.writeInbound(octets.retainedDuplicate());
        StreamEvent.Element element = requireNonNull(channel.readInbound());
        return element.frame();
    }

    /** Parsing the frame. */
    @Benchmark
    public Node parse() throws Exception {
        return reader.read(requireNonNull(frame));
    }

    /** All of it: framing, parsing, the rules, the route, and the octets that leave. */
    @Benchmark
    public void path(Blackhole out) throws Exception {
        Frame found = frame();
        if (StanzaReader.read(reader.read(found), found) instanceof StanzaReader.Read.Good(Stanza stanza)) {
            Path.Plan plan = requireNonNull(path).plan(stanza.from(ALICE), answer -> {
                throw new IllegalStateException("refused: " + answer);
            });
            requireNonNull(plan).run();
        }
        out.consume(written);
    }

    /** A client's end that keeps the octets it is sent. */
    private final class Phone implements Session {
        private final Jid jid = Jid.parse("bob@localhost/phone");

        @Override
        public Jid jid() {
            return jid;
        }

        @Override
        public void send(Stanza stanza, long row) {
            written = StanzaWriter.toBytes(stanza, Namespaces.CLIENT);
        }

        @Override
        public CompletableFuture<Void> flushed() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Entry.@Nullable Counted counted() {
            return null;
        }

        @Override
        public @Nullable Presence presence() {
            return null;
        }

        @Override
        public void presence(@Nullable Presence presence) {}

        @Override
        public <T> T attachment(Attachment<T> key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(StreamError error, String text) {}
    }
}
