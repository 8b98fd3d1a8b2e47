package org.wockd.protocol.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The stanzas of one stream keep their order, whatever one of them does. Both threads are queues, emptied by hand. */
class LaneTest {
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final Queue<Runnable> blocking = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private boolean paused;

    private final Lane.Reader reader = new Lane.Reader() {
        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }
    };
    private final Lane lane = new Lane(loop::add, blocking::add, reader);

    private Lane.Step step(String name, boolean quick) {
        return Lane.Step.of(quick, () -> done.add(name));
    }

    private void turn() {
        Runnable next;
        while ((next = blocking.isEmpty() ? loop.poll() : blocking.poll()) != null) {
            next.run();
        }
    }

    @Test
    void aQuickOneDoesNotOvertakeASlowOne() {
        lane.submit(step("slow", false));
        lane.submit(step("quick", true));
        lane.submit(step("slow too", false));
        lane.submit(step("last", true));

        assertThat(paused).isTrue();
        assertThat(done).isEmpty();
        turn();
        assertThat(done).containsExactly("slow", "quick", "slow too", "last");
        assertThat(paused).isFalse();
        assertThat(lane.isIdle()).isTrue();
    }

    @Test
    void whatThrowsCostsItselfAndNotTheOnesBehindIt() {
        lane.submit(Lane.Step.of(false, () -> {
            throw new AssertionError("slow");
        }));
        lane.submit(Lane.Step.of(true, () -> {
            throw new LinkageError("quick");
        }));
        lane.submit(new Lane.Step() {
            @Override
            public boolean isQuick() {
                throw new IllegalStateException("undecided");
            }

            @Override
            public void run() {
                done.add("never");
            }
        });
        lane.submit(step("behind them", true));
        turn();

        assertThat(done).containsExactly("behind them");
        assertThat(paused).isFalse();
    }

    @Test
    void whetherAStepIsQuickIsAskedWhenItsTurnHasCome() {
        List<String> asked = new ArrayList<>();
        lane.submit(step("slow", false));
        lane.submit(new Lane.Step() {
            @Override
            public boolean isQuick() {
                asked.add("after " + done);
                return true;
            }

            @Override
            public void run() {
                done.add("quick");
            }
        });
        turn();

        assertThat(asked).containsExactly("after [slow]");
    }

    @Test
    void whatWasSubmittedBeforeTheEndIsStillRun() {
        lane.submit(step("slow", false));
        lane.submit(step("before", true));
        lane.close();
        lane.submit(step("after", true));
        turn();

        assertThat(done).containsExactly("slow", "before");
    }

    @Test
    void whatAStepSubmitsWaitsBehindAllOthers() {
        lane.submit(step("slow", false));
        lane.submit(Lane.Step.of(true, () -> lane.submit(step("end", false))));
        lane.submit(step("behind", true));
        turn();

        assertThat(done).containsExactly("slow", "behind", "end");
    }

    @Test
    void aProcessThatStopsLeavesALaneAtRest() {
        Lane stopping = new Lane(
                run -> {
                    throw new RejectedExecutionException("the loop is gone");
                },
                blocking::add,
                reader);
        stopping.submit(step("slow", false));
        stopping.submit(step("quick", true));
        turn();

        assertThat(done).containsExactly("slow");
        assertThat(stopping.isIdle()).isFalse();
    }
}
