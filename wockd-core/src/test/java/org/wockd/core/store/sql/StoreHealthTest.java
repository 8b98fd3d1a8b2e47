package org.wockd.core.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.StoreException.Code;

/** What an operator hears of a store that fails, and for how long senders are refused. */
final class StoreHealthTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(StoreHealth.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private Instant now = Instant.EPOCH;
    private final StoreHealth health = new StoreHealth(() -> now);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    /** What was told here; other tests may have a full disk at the same time. */
    private List<ILoggingEvent> told() {
        return List.copyOf(log.list).stream()
                .filter(event ->
                        event.getThreadName().equals(Thread.currentThread().getName()))
                .toList();
    }

    private List<Level> levels() {
        return told().stream().map(ILoggingEvent::getLevel).toList();
    }

    /** As the writer does it. */
    private void fails(Exception cause) {
        if (health.fails()) {
            health.tell(cause);
        }
    }

    private void isFull() {
        fails(new StoreException(Code.FULL, "The disk is full. Make room.", null));
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    @Test
    void itIsToldOnceHoweverMuchCannotBeStored() {
        isFull();
        isFull();
        later(Duration.ofMinutes(1));
        isFull();
        assertThat(levels()).containsExactly(Level.ERROR);
        assertThat(told().getFirst().getFormattedMessage())
                .contains("Nothing can be stored")
                .contains("The disk is full. Make room.")
                .contains("tried again");
        assertThat(told().getFirst().getThrowableProxy())
                .as("no stack trace for what needs no developer")
                .isNull();
    }

    @Test
    void aDefectIsToldWithItsStackTrace() {
        fails(new IllegalStateException("a defect"));
        assertThat(told().getFirst().getThrowableProxy()).isNotNull();
    }

    /** Where room is scarce, a small transaction succeeds between large ones that do not. */
    @Test
    void itIsTrustedOnlyWhenItHasWorkedForAWhile() {
        assertThat(health.isFailing()).isFalse();
        isFull();
        health.works();
        assertThat(health.isFailing()).isTrue();
        isFull();
        later(Duration.ofSeconds(9));
        health.works();
        assertThat(health.isFailing()).isTrue();
        assertThat(levels()).as("neither better nor worse").containsExactly(Level.ERROR);
        later(Duration.ofSeconds(2));
        health.works();
        assertThat(health.isFailing()).isFalse();
        health.works();
        assertThat(levels()).as("once").containsExactly(Level.ERROR, Level.INFO);
        assertThat(told().getLast().getFormattedMessage()).contains("works again");
        isFull();
        assertThat(levels()).containsExactly(Level.ERROR, Level.INFO, Level.ERROR);
    }
}
