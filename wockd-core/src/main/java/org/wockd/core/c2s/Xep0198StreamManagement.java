package org.wockd.core.c2s;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xep.StreamManagement;
import org.wockd.protocol.xml.Node;

/**
 * Stream management (XEP-0198): stanzas are counted and acknowledged in both directions, and a session that has lost its
 * stream is resumed by another one, also after a restart of the server. An acknowledgement says that what the client's
 * stanzas have done is durable, not only that they were read.
 */
final class Xep0198StreamManagement {
    static final Spec SPEC = StreamManagement.SPEC;

    private Xep0198StreamManagement() {}

    /** Begins to count; where the stream is to be resumed, that is durable before the client is told. */
    static final class Enabling implements StreamFeature {
        private final Resumptions resumptions;

        Enabling(Resumptions resumptions) {
            this.resumptions = resumptions;
        }

        @Override
        public @Nullable Node offer(Negotiation stream) {
            return stream.state() instanceof StreamState.Authenticated ? StreamManagement.feature() : null;
        }

        /** Also too early, to be refused without the end of the stream (§3). */
        @Override
        public boolean wants(Node element, StreamState state) {
            return StreamManagement.is(element, "enable");
        }

        @Override
        public boolean isQuick() {
            return false;
        }

        @Override
        public void negotiate(Node enable, Negotiation stream) {
            // §3: once, and only after a resource was bound.
            if (!(stream.state() instanceof StreamState.Bound(ClientSession session)) || session.managed() != null) {
                stream.send(StreamManagement.failed(Condition.UNEXPECTED_REQUEST));
                return;
            }
            String resume = enable.attribute("resume");
            boolean wanted = "true".equals(resume) || "1".equals(resume);
            Resumptions.Begun begun = wanted ? resumptions.begin(session, seconds(enable.attribute("max"))) : null;
            if (begun == null) {
                session.manage(resumptions.counting(), StreamManagement.enabled());
            } else {
                long seconds = begun.managed().resumable().toSeconds();
                session.manage(begun.managed(), StreamManagement.enabled(begun.token(), seconds));
            }
        }

        private static @Nullable Long seconds(@Nullable String max) {
            try {
                return max == null ? null : Math.max(0, Long.parseLong(max));
            } catch (NumberFormatException e) {
                return null;
            }
        }
    }

    /** Answers counts: quick. */
    static final class Counting implements StreamFeature {
        @Override
        public @Nullable Node offer(Negotiation stream) {
            return null;
        }

        /** Also too early, to be refused without the end of the stream (§3). */
        @Override
        public boolean wants(Node element, StreamState state) {
            return element.namespace().equals(StreamManagement.NAMESPACE)
                    && !StreamManagement.is(element, "enable")
                    && !(StreamManagement.is(element, "resume") && state instanceof StreamState.Authenticated);
        }

        @Override
        public void negotiate(Node element, Negotiation stream) throws StreamErrorException {
            ClientSession session = switch (stream.state()) {
                case StreamState.Bound(ClientSession bound) -> bound;
                // It came before the end, and counts: what is acknowledged must come to nobody again.
                case StreamState.Ended ended -> ended.session();
                default -> null;
            };
            if (session == null) {
                stream.send(StreamManagement.failed(Condition.UNEXPECTED_REQUEST));
                return;
            }
            switch (element.local()) {
                case "r" -> session.acknowledge();
                case "a" -> session.acknowledged(count(element));
                // §5: a bound stream cannot become another one.
                case "resume" -> stream.send(StreamManagement.failed(Condition.UNEXPECTED_REQUEST));
                default ->
                    throw new StreamErrorException(
                            StreamError.UNSUPPORTED_STANZA_TYPE,
                            "<" + element.local() + "> of stream management is not for a server");
            }
        }
    }

    /** Resumes; waits for the end of the stream before. */
    static final class Resuming implements StreamFeature {
        private final Resumptions resumptions;

        Resuming(Resumptions resumptions) {
            this.resumptions = resumptions;
        }

        @Override
        public @Nullable Node offer(Negotiation stream) {
            return null;
        }

        @Override
        public boolean wants(Node element, StreamState state) {
            return StreamManagement.is(element, "resume") && state instanceof StreamState.Authenticated;
        }

        @Override
        public boolean isQuick() {
            return false;
        }

        @Override
        public void negotiate(Node element, Negotiation stream) throws StreamErrorException {
            String id = element.attribute("previd");
            long h = count(element);
            if (!(stream.state() instanceof StreamState.Authenticated(var account))) {
                return;
            }
            ClientSession session = id == null ? null : resumptions.find(account, id);
            if (session == null || id == null || !stream.resume(session, h, id)) {
                stream.send(StreamManagement.failed(Condition.ITEM_NOT_FOUND));
            }
        }
    }

    private static long count(Node element) throws StreamErrorException {
        Long h = StreamManagement.count(element);
        if (h == null) {
            throw new StreamErrorException(
                    StreamError.BAD_FORMAT, "<" + element.local() + "> needs a number of 32 bits in 'h'");
        }
        return h;
    }
}
