package org.wockd.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Rule;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamEvent;
import org.wockd.protocol.stream.StreamFramer;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

/** One chat message from its octets on one stream to its octets for another, and the steps between them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class ChatPathBenchmark {
    private static final byte[] HEADER =
            "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost'>"
                    .getBytes(UTF_8);
    private static final byte[] MESSAGE = ("<message to='bob@localhost/phone' type='chat' id='a1b2c3'>"
                    + "<body>Shall we meet at eight, below the clock?</body>"
                    + "<active xmlns='http://jabber.org/protocol/chatstates'/>"
                    + "<request xmlns='urn:xmpp:receipts'/></message>")
            .getBytes(UTF_8);
    private static final Jid BARE = Household.BOB.bare();

    private final ByteBuf octets = Unpooled.wrappedBuffer(MESSAGE).asReadOnly();
    private final NodeReader reader = NodeReader.forClient();
    private final EmbeddedChannel framer = new EmbeddedChannel(new StreamFramer(65_536));
    private final Frame frame;
    private final Node node;
    private final Stanza message;
    private final Stanza toBare;
    private final Iq roster;

    /** A stream past its header, and what the steps begin with. */
    public ChatPathBenchmark() {
        framer.writeInbound(Unpooled.wrappedBuffer(HEADER));
        framer.readInbound();
        frame = frame();
        node = parse();
        message = stanza().from(Household.ALICE);
        toBare = message.to(BARE);
        roster = Iq.request(Iq.Type.GET, Household.ALICE.bare(), "r1", Node.of("jabber:iq:roster", "query"));
    }

    /** Finding where the message ends. */
    @Benchmark
    public Frame frame() {
        framer.writeInbound(octets.retainedDuplicate());
        StreamEvent.Element element = requireNonNull(framer.readInbound());
        return element.frame();
    }

    /** Parsing the frame. */
    @Benchmark
    public Node parse() {
        return parse(frame);
    }

    /** Making a stanza of the parsed message. */
    @Benchmark
    public Stanza stanza() {
        return read(node, frame);
    }

    /** Looking for a rule that wants the message; there is none. */
    @Benchmark
    public @Nullable Rule<Stanza> ruleNone(Household core) {
        return core.rules.match(message, Target.of(Household.ALICE, message.to(), core.hosts));
    }

    /** Finding the rule for a request, that for the roster. */
    @Benchmark
    public Rule<Iq> ruleFound(Household core) {
        return requireNonNull(core.rules.match(roster, Target.of(Household.ALICE, roster.to(), core.hosts)));
    }

    /** Deciding where a message for one client goes. */
    @Benchmark
    public Path.Way routeToClient(Household core) {
        return core.router.decide(message);
    }

    /** Deciding where a message for an account goes, with two of its clients there. */
    @Benchmark
    public Path.Way routeToAccount(Household core) {
        return core.router.decide(toBare);
    }

    /** Making the octets that leave, of those that came. */
    @Benchmark
    public byte[] encode() {
        return StanzaWriter.toClient(message);
    }

    /** All of it: framing, parsing, filters, rules, the route, and the octets that leave. */
    @Benchmark
    public byte[] path(Household core) {
        Frame found = frame();
        Stanza stanza = read(parse(found), found);
        Path.Plan plan = core.path.plan(stanza.from(Household.ALICE), answer -> {
            throw new IllegalStateException("refused: " + answer);
        });
        requireNonNull(plan).run();
        return core.phone.written();
    }

    private Node parse(Frame found) {
        try {
            return reader.read(found);
        } catch (XmlException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stanza read(Node parsed, Frame found) {
        try {
            if (StanzaReader.read(parsed, found) instanceof StanzaReader.Read.Good(Stanza stanza)) {
                return stanza;
            }
        } catch (StreamErrorException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("refused: " + parsed);
    }
}
