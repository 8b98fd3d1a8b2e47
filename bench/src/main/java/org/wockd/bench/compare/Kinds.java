package org.wockd.bench.compare;

import static org.wockd.bench.compare.Contender.EJABBERD;
import static org.wockd.bench.compare.Contender.OCTETS;
import static org.wockd.bench.compare.Contender.PROSODY;

import java.util.List;

/** All kinds, in the order of the document. */
final class Kinds {
    private static final Bar.Figure CHAT = new Bar.Figure("chat", "cpu-us-per-message", "µs", 1);
    private static final Bar.Figure ARCHIVED = new Bar.Figure("chat-archive", "cpu-us-per-message", "µs", 1);

    static final List<Kind> ALL = List.of(
            new ChatKind(
                    "chat",
                    "Messages, archive off",
                    false,
                    false,
                    List.of(
                            new Bar(
                                    "CPU per routed chat message over TLS, archive off",
                                    CHAT,
                                    Bar.times(0.2, CHAT, PROSODY, EJABBERD)),
                            new Bar("the same beside the bare forwarder", CHAT, Bar.times(2.5, CHAT, OCTETS)))),
            new ChatKind("chat-counted", "Messages, archive off, clients that count", false, true, List.of()),
            new ChatKind(
                    "chat-archive",
                    "Messages, archive on",
                    true,
                    true,
                    List.of(new Bar(
                            "the same with the archive on, acknowledged = durable",
                            ARCHIVED,
                            Bar.times(0.1, ARCHIVED, PROSODY, EJABBERD)))));

    private Kinds() {}
}
