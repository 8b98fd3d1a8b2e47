package org.wockd.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Frame;

/**
 * Finds where the first-level elements of a stream end, without parsing them.
 *
 * <p>XML is regular enough for this: outside of tags only {@code <} matters, inside a tag only quotes, {@code /} and
 * {@code >}. One pass over each octet keeps a state and a depth; depth 0 is outside the stream, depth 1 is between
 * first-level elements. No octet is looked at twice, whatever the sizes of the reads are, and nothing is copied until an
 * element is complete. Multi-octet characters need no care: none of their octets is below 0x80 in UTF-8. Whether an
 * element is well-formed is the parser's business; a framer that is misled by a malformed element hands over a malformed
 * frame, and the parser's error ends the stream.
 *
 * <p>Refused here, before anything is kept of it: comments, processing instructions, DTDs (RFC 6120 §11.1), elements
 * larger than the limit while they come in, text between first-level elements other than white space (the keep-alive
 * of §4.6.1, which is swallowed), and a name or nesting no parser would be asked for. After the first error nothing more
 * is read.
 *
 * <p>The handler passes {@link StreamEvent}s up the pipeline, in order, and a {@link StreamErrorException} through
 * {@code exceptionCaught}. Limits may be raised when a stream has earned trust: {@link #limit(int)}.
 */
public final class StreamFramer extends ChannelInboundHandlerAdapter {

    /** The most octets a stream header may have. */
    public static final int MAX_HEADER = 4096;

    private enum State {
        /** Between tags. */
        TEXT,
        /** Just after {@code <}. */
        TAG_OPEN,
        /** After {@code <?}, allowed only as the XML declaration in front of the header. */
        DECLARATION,
        /** Inside a start tag. */
        START_TAG,
        /** Inside a start tag, just after {@code /}. */
        EMPTY_TAG,
        /** Inside a quoted attribute value. */
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        /** Inside an end tag. */
        END_TAG,
        /** After {@code <!}, while it may become {@code <![CDATA[}. */
        BANG,
        /** Inside a CDATA section. */
        CDATA,
        /** After an error or the stream's end: everything is dropped. */
        DONE
    }

    private static final byte[] CDATA_OPEN = {'[', 'C', 'D', 'A', 'T', 'A', '['};
    private static final byte[] DECLARATION_OPEN = {'x', 'm', 'l'};
    private static final Pattern ENCODING = Pattern.compile("\\sencoding\\s*=\\s*['\"]([^'\"]*)['\"]");

    private int limit;
    private State state = State.TEXT;
    private int depth;
    /** How far into CDATA_OPEN, DECLARATION_OPEN or the end of a CDATA section we are. */
    private int matched;

    private @Nullable ByteBuf kept;
    /** Indices into {@code kept}: the next octet to look at, and what the current element is made of. */
    private int position;

    private int start = -1;
    private int headEnd = -1;
    private int lastTag;

    /**
     * A framer in front of a stream's header.
     *
     * @param limit the most octets a first-level element may have
     */
    public StreamFramer(int limit) {
        this.limit = limit;
    }

    /** Sets the most octets a first-level element may have, from the next octet on. */
    public void limit(int octets) {
        this.limit = octets;
    }

    /** Expects a new stream header on the same connection, as after SASL (RFC 6120 §4.3.3). */
    public void restart() {
        state = State.TEXT;
        depth = 0;
        start = -1;
        headEnd = -1;
    }

    /**
     * Expects a new stream header, and drops what has already come: octets sent in the clear after {@code <starttls/>}
     * must not be taken for octets that came through TLS (RFC 6120 §5.4.3.3).
     */
    public void restartSecured() {
        restart();
        if (kept != null) {
            position = kept.writerIndex();
        }
    }

    /** Whether octets of an unfinished element are held. */
    public boolean inElement() {
        return start >= 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf in)) {
            context.fireChannelRead(message);
            return;
        }
        if (state == State.DONE) {
            in.release();
            return;
        }
        keep(context, in);
        try {
            scan(context::fireChannelRead);
        } catch (StreamErrorException e) {
            state = State.DONE;
            start = -1;
            context.fireExceptionCaught(e);
        } finally {
            forget();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    private void keep(ChannelHandlerContext context, ByteBuf in) {
        if (kept == null) {
            kept = in;
            position = in.readerIndex();
            return;
        }
        // Doubles as it grows, so that an element that drips in costs no more than twice its size in copies.
        if (kept.refCnt() > 1
                || kept.isReadOnly()
                || kept.maxWritableBytes() < in.readableBytes()
                || kept.writableBytes() < in.readableBytes()) {
            int from = kept.readerIndex();
            int length = kept.writerIndex() - from;
            ByteBuf grown = context.alloc().buffer(Math.max(256, (length + in.readableBytes()) * 2));
            grown.writeBytes(kept, from, length);
            kept.release();
            kept = grown;
            position -= from;
            start = start < 0 ? start : start - from;
            headEnd = headEnd < 0 ? headEnd : headEnd - from;
            lastTag -= from;
        }
        kept.writeBytes(in);
        in.release();
    }

    /** Lets go of what is no longer needed: all, or what stands in front of an unfinished element. */
    private void forget() {
        ByteBuf buffer = kept;
        if (buffer == null) {
            return;
        }
        if (start < 0 && state != State.TAG_OPEN && state != State.BANG) {
            buffer.release();
            kept = null;
            position = 0;
        } else {
            buffer.readerIndex(start < 0 ? lastTag : start);
        }
    }

    private void scan(Consumer<StreamEvent> out) throws StreamErrorException {
        ByteBuf in = kept == null ? Unpooled.EMPTY_BUFFER : kept;
        int end = in.writerIndex();
        while (position < end && state != State.DONE) {
            switch (state) {
                case TEXT -> text(in, end);
                case TAG_OPEN -> tagOpen(in.getByte(position++));
                case DECLARATION -> declaration(in);
                case START_TAG -> startTag(in, end, out);
                case EMPTY_TAG -> emptyTag(in, out);
                case SINGLE_QUOTED -> skipTo(in, end, (byte) '\'', State.START_TAG);
                case DOUBLE_QUOTED -> skipTo(in, end, (byte) '"', State.START_TAG);
                case END_TAG -> endTag(in, end, out);
                case BANG -> bang(in.getByte(position++));
                case CDATA -> cdata(in, end);
                case DONE -> {}
            }
            checkSize();
        }
    }

    private void checkSize() throws StreamErrorException {
        int allowed = depth == 0 ? MAX_HEADER : limit;
        if (start >= 0 && position - start > allowed) {
            throw new StreamErrorException(
                    StreamError.POLICY_VIOLATION,
                    (depth == 0 ? "the stream header" : "a stanza") + " may have at most " + allowed + " octets");
        }
    }

    private void text(ByteBuf in, int end) throws StreamErrorException {
        if (start >= 0) {
            int found = in.indexOf(position, end, (byte) '<');
            position = found < 0 ? end : found + 1;
            if (found >= 0) {
                lastTag = found;
                state = State.TAG_OPEN;
            }
            return;
        }
        int found = in.forEachByte(position, end - position, NOT_WHITESPACE);
        if (found < 0) {
            position = end;
            return;
        }
        if (in.getByte(found) != '<') {
            throw new StreamErrorException(
                    depth == 0 ? StreamError.NOT_WELL_FORMED : StreamError.INVALID_XML,
                    "only white space may stand between the elements of a stream");
        }
        lastTag = found;
        position = found + 1;
        state = State.TAG_OPEN;
    }

    private void tagOpen(byte octet) throws StreamErrorException {
        switch (octet) {
            case '/' -> {
                if (depth == 0) {
                    throw new StreamErrorException(StreamError.NOT_WELL_FORMED, "an end tag without a stream");
                }
                if (start < 0) {
                    start = lastTag;
                }
                state = State.END_TAG;
            }
            case '!' -> {
                if (start < 0) {
                    throw restricted();
                }
                matched = 0;
                state = State.BANG;
            }
            case '?' -> {
                if (depth > 0 || start >= 0) {
                    throw restricted();
                }
                start = lastTag;
                matched = 0;
                state = State.DECLARATION;
            }
            case '>', ' ', '\t', '\r', '\n', '<' ->
                throw new StreamErrorException(StreamError.NOT_WELL_FORMED, "a tag without a name");
            default -> {
                if (start < 0) {
                    start = lastTag;
                }
                state = State.START_TAG;
            }
        }
    }

    /**
     * The XML declaration (RFC 6120 §11.5), of which only the encoding matters (§11.6); nothing else may begin with
     * {@code <?}.
     */
    private void declaration(ByteBuf in) throws StreamErrorException {
        byte octet = in.getByte(position++);
        if (matched < DECLARATION_OPEN.length) {
            if (octet != DECLARATION_OPEN[matched++]) {
                throw restricted();
            }
        } else if (octet == '>') {
            Matcher encoding = ENCODING.matcher(new String(octets(in, start, position), StandardCharsets.ISO_8859_1));
            if (encoding.find() && !encoding.group(1).equalsIgnoreCase("UTF-8")) {
                throw new StreamErrorException(
                        StreamError.UNSUPPORTED_ENCODING, "XMPP is UTF-8, not " + encoding.group(1));
            }
            start = -1;
            state = State.TEXT;
        }
    }

    private void startTag(ByteBuf in, int end, Consumer<StreamEvent> out) throws StreamErrorException {
        int found = in.forEachByte(position, end - position, TAG_ENDS);
        if (found < 0) {
            position = end;
            return;
        }
        position = found + 1;
        switch (in.getByte(found)) {
            case '\'' -> state = State.SINGLE_QUOTED;
            case '"' -> state = State.DOUBLE_QUOTED;
            case '/' -> state = State.EMPTY_TAG;
            case '<' -> throw new StreamErrorException(StreamError.NOT_WELL_FORMED, "'<' inside of a tag");
            default -> opened(in, out);
        }
    }

    private void opened(ByteBuf in, Consumer<StreamEvent> out) throws StreamErrorException {
        checkSize();
        state = State.TEXT;
        depth++;
        if (depth == 1) {
            byte[] tag = octets(in, start, position);
            start = -1;
            out.accept(new StreamEvent.Opened(tag));
        } else if (depth == 2) {
            headEnd = position;
        }
    }

    private void emptyTag(ByteBuf in, Consumer<StreamEvent> out) throws StreamErrorException {
        if (in.getByte(position++) != '>') {
            throw new StreamErrorException(StreamError.NOT_WELL_FORMED, "'/' inside of a tag");
        }
        state = State.TEXT;
        if (depth == 0) {
            throw new StreamErrorException(StreamError.INVALID_XML, "the stream header closes the stream at once");
        }
        if (depth == 1) {
            element(in, position, position, out);
        }
    }

    private void endTag(ByteBuf in, int end, Consumer<StreamEvent> out) throws StreamErrorException {
        int found = in.indexOf(position, end, (byte) '>');
        if (found < 0) {
            position = end;
            return;
        }
        position = found + 1;
        state = State.TEXT;
        depth--;
        if (depth == 1) {
            element(in, headEnd, lastTag, out);
        } else if (depth == 0) {
            state = State.DONE;
            start = -1;
            out.accept(new StreamEvent.Closed());
        }
    }

    private void element(ByteBuf in, int head, int tail, Consumer<StreamEvent> out) throws StreamErrorException {
        checkSize();
        byte[] octets = octets(in, start, position);
        Frame frame = new Frame(octets, head - start, tail - start);
        start = -1;
        headEnd = -1;
        out.accept(new StreamEvent.Element(frame));
    }

    private void bang(byte octet) throws StreamErrorException {
        if (octet != CDATA_OPEN[matched++]) {
            throw restricted();
        }
        if (matched == CDATA_OPEN.length) {
            matched = 0;
            state = State.CDATA;
        }
    }

    private void cdata(ByteBuf in, int end) {
        while (position < end) {
            byte octet = in.getByte(position++);
            if (octet == ']') {
                matched = Math.min(2, matched + 1);
            } else if (octet == '>' && matched == 2) {
                state = State.TEXT;
                return;
            } else {
                matched = 0;
            }
        }
    }

    private void skipTo(ByteBuf in, int end, byte quote, State next) {
        int found = in.indexOf(position, end, quote);
        position = found < 0 ? end : found + 1;
        if (found >= 0) {
            state = next;
        }
    }

    private static byte[] octets(ByteBuf in, int from, int to) {
        byte[] octets = new byte[to - from];
        in.getBytes(from, octets);
        return octets;
    }

    private static StreamErrorException restricted() {
        return new StreamErrorException(
                StreamError.RESTRICTED_XML,
                "comments, processing instructions, DTDs and entity declarations are not allowed in XMPP");
    }

    private static final ByteProcessor NOT_WHITESPACE =
            octet -> octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';

    private static final ByteProcessor TAG_ENDS =
            octet -> octet != '>' && octet != '/' && octet != '\'' && octet != '"' && octet != '<';
}
