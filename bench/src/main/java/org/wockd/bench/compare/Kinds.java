package org.wockd.bench.compare;

import static org.wockd.bench.compare.Contender.EJABBERD;
import static org.wockd.bench.compare.Contender.OCTETS;
import static org.wockd.bench.compare.Contender.PROSODY;
import static org.wockd.bench.compare.Contender.STANZAS;
import static org.wockd.bench.compare.Contender.WOCKD;

import java.util.EnumSet;
import java.util.List;

/** All kinds, in the order of the document, with what wockd is to reach in each. */
final class Kinds {
    private static final int STORM = 32;
    private static final double RATE = 500;
    private static final double HIGH_RATE = 23_000;
    private static final double MIB = 1.0 / 1024;

    private static final Bar.Figure CHAT = micros("chat", "cpu-us-per-message");
    private static final Bar.Figure ARCHIVED = micros("chat-archive", "cpu-us-per-message");
    private static final Bar.Figure COMPONENT = micros("component", "cpu-us-per-round-trip");
    private static final Bar.Figure IDLE = new Bar.Figure("idle", "resident-kib-per-client", "KiB", 1);
    private static final Bar.Figure STORMED = new Bar.Figure("login-storm", "cpu-us-per-login", "ms", 1e-3);
    private static final Bar.Figure STEADY = new Bar.Figure("login-steady", "cpu-us-per-login", "ms", 1e-3);
    private static final Bar.Figure LATENCY = new Bar.Figure("rate", "delivery-p99-us", "ms", 1e-3);
    private static final Bar.Figure AT_HALF = new Bar.Figure("rate-half", "delivery-p99-us", "ms", 1e-3);

    static final List<Kind> ALL = List.of(
            new ChatKind(
                    "chat",
                    "Messages, archive off",
                    1,
                    false,
                    false,
                    List.of(
                            peers("CPU per routed chat message over TLS, archive off", CHAT, 0.2, CHAT),
                            new Bar("the same beside the bare forwarder", CHAT, Bar.times(2.5, CHAT, OCTETS)))),
            new ChatKind("chat-window", "Messages, archive off, several under way", 0, false, false, List.of()),
            new ChatKind("chat-counted", "Messages, archive off, clients that count", 0, false, true, List.of()),
            new ChatKind(
                    "chat-archive",
                    "Messages, archive on",
                    0,
                    true,
                    true,
                    List.of(peers("the same with the archive on, acknowledged = durable", ARCHIVED, 0.1, ARCHIVED))),
            new IdleKind(
                    "idle",
                    List.of(new Bar("resident KiB per idle TLS connection", IDLE, Bar.times(0.5, IDLE, PROSODY)))),
            new LoginKind(
                    "login-storm",
                    "Logins, many at once",
                    STORM,
                    List.of(peers("CPU per login, many at once", STORMED, 0.8, STORMED))),
            new LoginKind(
                    "login-steady",
                    "Logins, one after the other",
                    1,
                    List.of(peers("CPU per login, one after the other", STEADY, 0.8, STEADY))),
            new RateKind(
                    "rate",
                    "Latency at a fixed rate",
                    RATE,
                    EnumSet.allOf(Contender.class),
                    List.of(peers("p99 latency at 500 messages/s", LATENCY, 1.0 / 3, LATENCY))),
            new HalfKind(
                    "rate-half", List.of(peers("p99 latency at half of wockd's maximum", AT_HALF, 1.0 / 3, LATENCY))),
            // No bar: what the bare forwarder takes at about the half of wockd's maximum, beside what wockd does.
            new RateKind(
                    "rate-high",
                    "Latency at a high rate, beside the limits",
                    HIGH_RATE,
                    EnumSet.of(WOCKD, OCTETS, STANZAS),
                    List.of()),
            new ComponentKind("component", List.of(peers("component round trip CPU", COMPONENT, 0.2, COMPONENT))),
            new PresenceKind("presence"),
            new OfflineKind("offline"),
            new ArchiveKind("mam"),
            new StartKind(
                    "start",
                    List.of(
                            atMost(
                                    "ready to accept a client, without start cache",
                                    "start",
                                    "cold-start-ms",
                                    "ms",
                                    1,
                                    1500),
                            atMost("ready to accept a client, with start cache", "start", "start-ms", "ms", 1, 1000))),
            new SmallKind(
                    "household",
                    List.of(atMost("core idle with 10 users", "household", "resident-kib", "MiB", MIB, 96))),
            new RelayKind("relay", List.of(atMost("relay idle", "relay", "resident-kib", "MiB", MIB, 80))));

    private Kinds() {}

    private static Bar.Figure micros(String kind, String name) {
        return new Bar.Figure(kind, name, "µs", 1);
    }

    private static Bar peers(String what, Bar.Figure ours, double factor, Bar.Figure theirs) {
        return new Bar(what, ours, Bar.times(factor, theirs, PROSODY, EJABBERD));
    }

    private static Bar atMost(String what, String kind, String name, String unit, double factor, double most) {
        return new Bar(what, new Bar.Figure(kind, name, unit, factor), new Bar.AtMost(most));
    }
}
