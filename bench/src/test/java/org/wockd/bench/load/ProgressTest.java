package org.wockd.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Errors errors = new Errors();

    private boolean awaits(CompletableFuture<?> end, AtomicLong done, Duration patience) throws InterruptedException {
        return Progress.awaits(end, done::get, patience, "the end", errors);
    }

    @Test
    void theEndComes() throws Exception {
        assertThat(awaits(CompletableFuture.completedFuture(null), new AtomicLong(), Duration.ofMinutes(1)))
                .isTrue();
        assertThat(errors).hasToString("none");
    }

    @Test
    void asLongAsSomethingIsDoneItIsWaited() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        AtomicLong looks = new AtomicLong();

        boolean there = Progress.awaits(
                end,
                () -> {
                    if (looks.incrementAndGet() == 20) {
                        end.complete(null);
                    }
                    return looks.get();
                },
                Duration.ofMillis(1),
                "the end",
                errors);

        assertThat(there).isTrue();
        assertThat(errors).hasToString("none");
    }

    @Test
    void whatDoesNotGetOnIsGivenUp() throws Exception {
        assertThat(awaits(new CompletableFuture<>(), new AtomicLong(5), Duration.ofMillis(1)))
                .isFalse();
        assertThat(errors.toString()).contains("incomplete", "the end");
    }

    @Test
    void anErrorEndsTheWaiting() throws Exception {
        errors.add(Errors.Kind.CONNECTION_LOST, "juliet@localhost");

        assertThat(awaits(new CompletableFuture<>(), new AtomicLong(), Duration.ofMinutes(1)))
                .isFalse();
        assertThat(errors.total()).isEqualTo(1);
    }
}
