package org.wockd.core.c2s;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.wockd.core.c2s.ClientSession.Parcel;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Streams;
import org.wockd.protocol.jid.Jid;

/** What waits for clients that do not acknowledge is bounded for all of them together. */
class RoomTest {
    private static final int ALL = 10_000_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Room room = new Room(ALL, meters);

    /** Fifty clients of Mallory stay away, and all that is written to him waits for each of them. */
    @Test
    void manySilentClientsAreGivenUpBeforeThereIsNoRoomForOthers() throws Exception {
        Managed bob = counting();
        bob.sent(parcel(500));
        List<Managed> mallory = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            mallory.add(counting());
        }
        int given = 0;
        for (int message = 0; message < 100; message++) {
            for (Managed client : List.copyOf(mallory)) {
                client.sent(parcel(50_000));
                assertThat(waiting()).isLessThan(ALL);
                if (client.isTooMuch()) {
                    client.over();
                    mallory.remove(client);
                    given++;
                }
            }
            assertThat(bob.isTooMuch()).isFalse();
        }
        assertThat(given).isPositive();
        bob.acknowledged(1, _ -> {});
        mallory.forEach(Managed::over);
        assertThat(waiting()).isZero();
    }

    /** The streams of those who were given up still end, and take their room meanwhile. */
    @Test
    void whoReadsWhatComesIsNotHurtWhileTheRoomIsFull() {
        room.take(2 * ALL);
        Managed bob = counting();
        bob.sent(parcel(500));
        assertThat(bob.isTooMuch()).isFalse();
        bob.sent(parcel(100_000));
        assertThat(bob.isTooMuch()).isTrue();
    }

    @Test
    void theRoomOfASessionIsGivenBackOnce() throws Exception {
        Managed alice = counting();
        alice.sent(parcel(1000));
        alice.sent(parcel(1000));
        alice.acknowledged(1, _ -> {});
        assertThat(waiting()).isEqualTo(1000);
        assertThat(alice.over()).hasSize(1);
        assertThat(alice.over()).isEmpty();
        alice.acknowledged(2, _ -> {});
        assertThat(waiting()).isZero();
    }

    @Test
    void aSessionThatWasKeptTakesItsRoomWhenItIsBack() throws Exception {
        Managed carol = new Managed(
                new Streams.Saved(
                        7,
                        Jid.parse("carol@example.org/phone"),
                        new byte[0],
                        60,
                        0,
                        0,
                        new byte[0],
                        List.of(new Streams.Sent(1, 0, new byte[300]), new Streams.Sent(2, 0, new byte[400]))),
                idle(Streams.class),
                idle(Mailbox.class),
                room);
        assertThat(waiting()).isZero();
        carol.back();
        assertThat(waiting()).isEqualTo(700);
        carol.resumed(1, _ -> {});
        assertThat(waiting()).isEqualTo(400);
        carol.over();
        assertThat(waiting()).isZero();
    }

    private Managed counting() {
        return new Managed(0, Duration.ZERO, idle(Streams.class), idle(Mailbox.class), room);
    }

    private double waiting() {
        return meters.get("wockd.c2s.waiting.octets").gauge().value();
    }

    private static Parcel parcel(int octets) {
        return new Parcel(new byte[octets], 0, null);
    }

    /** A store that takes everything and keeps nothing. */
    private static <T> T idle(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> CompletableFuture.completedFuture(null)));
    }
}
