package org.wockd.protocol.xep;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** The elements of stream management (XEP-0198 version 1.6), as both ends of a stream write and read them. */
public final class StreamManagement {
    public static final String NAMESPACE = "urn:xmpp:sm:3";
    public static final Spec SPEC = new Spec("XEP-0198", "Stream Management", "1.6.2");

    private StreamManagement() {}

    /** Says that it is on offer. */
    public static Node feature() {
        return element("sm");
    }

    /** Asks to count, and to be able to resume. */
    public static Node enable() {
        return element("enable").with("resume", "true");
    }

    /** Counting begins; the stream cannot be resumed. */
    public static Node enabled() {
        return element("enabled");
    }

    /**
     * Counting begins.
     *
     * @param id what the stream is resumed with
     * @param seconds how long after it broke
     */
    public static Node enabled(String id, long seconds) {
        return element("enabled").with("id", id).with("resume", "true").with("max", seconds);
    }

    /** Asks for an acknowledgement. */
    public static Node request() {
        return element("r");
    }

    /** Acknowledges all stanzas up to a position. */
    public static Node acknowledgement(long position) {
        return element("a").with("h", Unacknowledged.onWire(position));
    }

    /** Asks to resume. */
    public static Node resume(String id, long position) {
        return element("resume").with("h", Unacknowledged.onWire(position)).with("previd", id);
    }

    /** Resumes. */
    public static Node resumed(String id, long position) {
        return element("resumed").with("h", Unacknowledged.onWire(position)).with("previd", id);
    }

    /** Refuses to enable or to resume. */
    public static Node failed(Condition condition) {
        return element("failed").plus(Node.of(Namespaces.STANZA_ERRORS, condition.element()));
    }

    /** What a stream error carries when the other side acknowledges what was never sent (§4). */
    public static Node handledCountTooHigh(Unacknowledged.TooMany too) {
        return element("handled-count-too-high").with("h", too.h()).with("send-count", too.sent());
    }

    /** The count in an element, null where it has none that can be read. */
    public static @Nullable Long count(Node element) {
        String h = element.attribute("h");
        try {
            // Java would also take the digits of other scripts.
            return h == null || !h.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? null
                    : (long) Integer.parseUnsignedInt(h) & 0xffff_ffffL;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * The count in an element that must have one.
     *
     * @throws StreamErrorException {@code bad-format} where it has none that can be read
     */
    public static long neededCount(Node element) throws StreamErrorException {
        Long h = count(element);
        if (h == null) {
            throw new StreamErrorException(
                    StreamError.BAD_FORMAT, "<" + element.local() + "> needs a number of 32 bits in 'h'");
        }
        return h;
    }

    /** Whether an element is one of these. */
    public static boolean is(Node element, String local) {
        return element.is(NAMESPACE, local);
    }

    private static Node element(String local) {
        return Node.of(NAMESPACE, local);
    }
}
