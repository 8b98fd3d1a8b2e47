package org.wockd.protocol.stream;

import org.wockd.protocol.xml.Frame;

/** What the framer finds in the octets of a stream, in order. */
public sealed interface StreamEvent {

    /**
     * The stream header: an opening tag that stays open.
     *
     * @param tag the tag from {@code <} to {@code >}
     */
    record Opened(byte[] tag) implements StreamEvent {}

    /** A complete first-level element. */
    record Element(Frame frame) implements StreamEvent {}

    /** The stream's end tag. */
    record Closed() implements StreamEvent {}
}
