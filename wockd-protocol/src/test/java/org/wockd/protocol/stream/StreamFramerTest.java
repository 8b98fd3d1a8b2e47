package org.wockd.protocol.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

class StreamFramerTest {

    private static final String OPEN =
            "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost'>";

    /** What a framer made of the octets: each event as text, and the error at the end where there was one. */
    private record Framed(List<String> events, @Nullable StreamError error) {}

    private static Framed frame(byte[] octets, int piece, int limit) {
        EmbeddedChannel channel = new EmbeddedChannel(new StreamFramer(limit));
        StreamError error = null;
        try {
            for (int i = 0; i < octets.length; i += piece) {
                channel.writeInbound(Unpooled.copiedBuffer(octets, i, Math.min(piece, octets.length - i)));
            }
        } catch (Throwable e) {
            assertThat(e).isInstanceOf(StreamErrorException.class);
            error = ((StreamErrorException) e).error();
        }
        List<String> events = new ArrayList<>();
        for (Object event; (event = channel.readInbound()) != null; ) {
            switch ((StreamEvent) event) {
                case StreamEvent.Opened opened -> events.add("open " + new String(opened.tag(), UTF_8));
                case StreamEvent.Element e -> {
                    assertThat(e.frame().headEnd()).isBetween(1, e.frame().length());
                    assertThat(e.frame().tailStart())
                            .isBetween(e.frame().headEnd(), e.frame().length());
                    events.add(new String(e.frame().octets(), UTF_8));
                }
                case StreamEvent.Closed closed -> events.add("close");
            }
        }
        channel.finishAndReleaseAll();
        return new Framed(events, error);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
    void elementsAreFoundHoweverTheOctetsArrive(int piece) {
        String a = "<message to='b' x=\"/>'<&gt;\"><body>a &lt; b <i/> ä😀</body></message>".replace("'<&gt;", "'&lt;");
        String b = "<a><![CDATA[</a>]]]>]]></a>";
        String c = "<presence/>";
        byte[] octets = ("<?xml version='1.0'?>\n" + OPEN + " \n" + a + b + "\n\n" + c + c + "</stream:stream >")
                .getBytes(UTF_8);

        Framed framed = frame(octets, piece, 1000);

        assertThat(framed.events()).containsExactly("open " + OPEN, a, b, c, c, "close");
        assertThat(framed.error()).isNull();
    }

    @Test
    void theFrameKnowsWhereItsContentIs() {
        EmbeddedChannel channel = new EmbeddedChannel(new StreamFramer(1000));
        channel.writeInbound(Unpooled.copiedBuffer(OPEN + "<a b='>'><c/>x</a>", UTF_8));
        channel.readInbound();

        StreamEvent.Element element = channel.readInbound();

        byte[] octets = element.frame().octets();
        assertThat(new String(
                        octets,
                        element.frame().headEnd(),
                        element.frame().tailStart() - element.frame().headEnd(),
                        UTF_8))
                .isEqualTo("<c/>x");
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <!DOCTYPE a>              | RESTRICTED_XML
            S<!-- hi -->              | RESTRICTED_XML
            S<a><!-- hi --></a>       | RESTRICTED_XML
            S<a><!ENTITY x 'y'></a>   | RESTRICTED_XML
            S<?php ?>                 | RESTRICTED_XML
            <?php ?>                  | RESTRICTED_XML
            S<a><?pi ?></a>           | RESTRICTED_XML
            hello                     | NOT_WELL_FORMED
            Shello                    | INVALID_XML
            </stream:stream>          | NOT_WELL_FORMED
            <stream:stream/>          | INVALID_XML
            S< a/>                    | NOT_WELL_FORMED
            S<a <b/>                  | NOT_WELL_FORMED
            S<a/ >                    | NOT_WELL_FORMED
            """)
    void whatXmppForbidsEndsTheStream(String xml, StreamError error) {
        byte[] octets = xml.trim().replaceFirst("^S", OPEN).getBytes(UTF_8);

        assertThat(frame(octets, octets.length, 1000).error()).isEqualTo(error);
        assertThat(frame(octets, 1, 1000).error()).isEqualTo(error);
    }

    @Test
    void anElementOverTheLimitIsRefusedBeforeItIsComplete() {
        byte[] octets = (OPEN + "<message><body>" + "x".repeat(2000)).getBytes(UTF_8);

        assertThat(frame(octets, 100, 1000).error()).isEqualTo(StreamError.POLICY_VIOLATION);
        assertThat(frame(octets, 100, 3000).error()).isNull();
    }

    @Test
    void anEndlessHeaderIsRefused() {
        byte[] octets = ("<stream:stream a='" + "x".repeat(StreamFramer.MAX_HEADER)).getBytes(UTF_8);

        assertThat(frame(octets, 100, 1_000_000).error()).isEqualTo(StreamError.POLICY_VIOLATION);
    }

    @Test
    void nothingIsReadAfterAnError() {
        byte[] octets = (OPEN + "<!-- --><message/>").getBytes(UTF_8);

        assertThat(frame(octets, 1, 1000).events()).containsExactly("open " + OPEN);
    }

    @Test
    void whatCameInTheClearBehindStarttlsIsDropped() {
        StreamFramer framer = new StreamFramer(1000);
        EmbeddedChannel channel = new EmbeddedChannel(framer);
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof StreamEvent.Element) {
                    framer.restartSecured();
                }
                context.fireChannelRead(message);
            }
        });

        channel.writeInbound(Unpooled.copiedBuffer(OPEN + "<starttls/><injected/>", UTF_8));
        channel.writeInbound(Unpooled.copiedBuffer(OPEN + "<auth/>", UTF_8));

        List<Object> events = new ArrayList<>();
        for (Object event; (event = channel.readInbound()) != null; ) {
            events.add(event.getClass().getSimpleName());
        }
        assertThat(events).containsExactly("Opened", "Element", "Opened", "Element");
        channel.finishAndReleaseAll();
    }

    /** Whatever comes in, the pieces it comes in make no difference, and frames the parser takes are one element. */
    @FuzzTest
    void anyOctetsAreFramedTheSameInAnyPieces(byte[] input) throws XmlException {
        byte[] head = OPEN.getBytes(UTF_8);
        byte[] octets = new byte[head.length + input.length];
        System.arraycopy(head, 0, octets, 0, head.length);
        System.arraycopy(input, 0, octets, head.length, input.length);

        Framed whole = frame(octets, Math.max(1, octets.length), 10_000);
        assertThat(frame(octets, 3, 10_000)).isEqualTo(whole);

        NodeReader reader = NodeReader.forClient();
        for (String event : whole.events()) {
            Node node;
            try {
                node = reader.read(Frame.of(event));
            } catch (XmlException e) {
                continue;
            }
            assertThat(reader.read(Frame.of(node.toString()))).isEqualTo(node);
        }
    }
}
