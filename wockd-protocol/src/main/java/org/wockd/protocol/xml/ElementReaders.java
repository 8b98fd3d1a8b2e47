package org.wockd.protocol.xml;

import java.io.InputStream;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLStreamReader2;

/**
 * Woodstox readers that stand behind a stream's header, and read one element after the other: to make a reader costs more
 * than to read a message with it.
 *
 * <p>May be used by any number of threads. A reader that failed, or that has not read all of its element, is not used again,
 * so that nothing of one element comes into the next.
 */
final class ElementReaders {
    /** The most readers that wait for an element; each holds some 20 KiB. */
    private static final int SPARE = 8;

    /** The octets that one may read. It remembers all names that it has read, and clients can make up many. */
    private static final long LIFE = 1 << 20;

    private final byte[] header;
    private final Queue<Open> spare;

    /** What is made of an element by a reader in front of it. */
    interface Parse<T> {
        T from(XMLStreamReader2 in) throws XMLStreamException, XmlException;
    }

    private ElementReaders(byte[] header, Queue<Open> spare) {
        this.header = header;
        this.spare = spare;
    }

    /**
     * Readers for the elements of many streams with one header.
     *
     * @param header a start tag
     */
    static ElementReaders shared(byte[] header) {
        return new ElementReaders(header, new ArrayBlockingQueue<>(SPARE));
    }

    /** The same for one stream, which keeps none between its elements: an idle stream holds no buffers. */
    static ElementReaders single(byte[] header) {
        return new ElementReaders(header, new SynchronousQueue<>());
    }

    <T> T read(byte[] element, Parse<T> parse) throws XMLStreamException, XmlException {
        Open waiting = spare.poll();
        Open reader = waiting == null ? new Open(header) : waiting;
        boolean usable = false;
        try {
            T result = reader.read(element, parse);
            usable = reader.mayReadMore() && spare.offer(reader);
            return result;
        } finally {
            if (!usable) {
                reader.in.close();
            }
        }
    }

    private static final class Open {
        private final Feed feed = new Feed();
        private final XMLStreamReader2 in;
        private long octets;
        private long characters;

        Open(byte[] header) throws XMLStreamException {
            feed(header);
            in = NodeReader.open(feed);
            in.next();
        }

        <T> T read(byte[] element, Parse<T> parse) throws XMLStreamException, XmlException {
            feed(element);
            return parse.from(in);
        }

        private void feed(byte[] part) {
            feed.octets = part;
            feed.position = 0;
            octets += part.length;
            characters += characters(part);
        }

        boolean mayReadMore() throws XMLStreamException {
            feed.octets = Feed.NOTHING;
            return octets < LIFE && in.getLocationInfo().getEndingCharOffset() == characters;
        }

        /** How many characters, as Java and Woodstox count them, UTF-8 has. */
        private static int characters(byte[] utf8) {
            int count = 0;
            for (byte octet : utf8) {
                if ((octet & 0xC0) != 0x80) {
                    count += (octet & 0xF8) == 0xF0 ? 2 : 1;
                }
            }
            return count;
        }
    }

    /** What a reader is given: the header, then elements. At the end of each is an end, until there is the next. */
    private static final class Feed extends InputStream {
        private static final byte[] NOTHING = {};

        private byte[] octets = NOTHING;
        private int position;

        @Override
        public int read() {
            return position < octets.length ? octets[position++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = Math.min(length, octets.length - position);
            if (count <= 0) {
                return -1;
            }
            System.arraycopy(octets, position, into, offset, count);
            position += count;
            return count;
        }
    }
}
