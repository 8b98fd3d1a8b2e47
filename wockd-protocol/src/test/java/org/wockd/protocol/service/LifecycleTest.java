package org.wockd.protocol.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Lifecycle lifecycle = new Lifecycle();
    private final List<String> stopped = new CopyOnWriteArrayList<>();

    @Test
    void theLastStartedStopsFirstAndOnlyOnce() {
        lifecycle.onStop("store", LONG, () -> stopped.add("store"));
        lifecycle.onStop("listener", LONG, () -> stopped.add("listener"));
        assertThat(lifecycle.stopAll()).isTrue();
        assertThat(lifecycle.stopAll()).isTrue();
        assertThat(stopped).containsExactly("listener", "store");
    }

    @Test
    void aPartThatHangsOrFailsDoesNotKeepTheOthers() throws InterruptedException {
        var interrupted = new CountDownLatch(1);
        lifecycle.onStop("store", LONG, () -> stopped.add("store"));
        lifecycle.onStop("failing", LONG, () -> {
            throw new IllegalStateException("no");
        });
        lifecycle.onStop("hanging", Duration.ofMillis(50), () -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        });
        assertThat(lifecycle.stopAll()).isFalse();
        assertThat(stopped).containsExactly("store");
        interrupted.await();
    }

    @Test
    void eventLoopsRunOnEpollOrNioAndEnd() throws InterruptedException {
        for (EventLoops loops : List.of(EventLoops.open("test", 1), EventLoops.open("test", 2, false))) {
            var ran = new CountDownLatch(1);
            loops.group().execute(() -> {
                assertThat(Thread.currentThread().getName()).startsWith("test");
                ran.countDown();
            });
            ran.await();
            loops.close();
            assertThat(loops.group().isTerminated()).isTrue();
        }
        try (EventLoops nio = EventLoops.open("nio", 1, false)) {
            assertThat(nio.serverChannel().getSimpleName()).isEqualTo("NioServerSocketChannel");
            assertThat(nio.clientChannel().getSimpleName()).isEqualTo("NioSocketChannel");
        }
    }

    @Test
    void twoProcessorsHaveOneEventLoopWhereNettyIsNotTold() {
        assertThat(EventLoops.count(null, 1)).isEqualTo(1);
        assertThat(EventLoops.count(null, 2)).isEqualTo(1);
        assertThat(EventLoops.count(null, 3)).isEqualTo(2);
        assertThat(EventLoops.count(null, 8)).isEqualTo(4);
        assertThat(EventLoops.count(3, 2)).isEqualTo(3);
        assertThat(EventLoops.count(-1, 2)).isEqualTo(1);
        try (EventLoops loops = EventLoops.open("test")) {
            assertThat(loops.group())
                    .hasSize(EventLoops.count(
                            Integer.getInteger("io.netty.eventLoopThreads"),
                            Runtime.getRuntime().availableProcessors()));
        }
    }
}
