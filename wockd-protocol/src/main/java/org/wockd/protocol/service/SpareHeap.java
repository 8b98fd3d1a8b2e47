package org.wockd.protocol.service;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives memory back that a busy time has left: in the first quiet minute behind it the whole heap is collected once, and what the
 * JVM does not need any more goes to the system.
 *
 * <p>The serial collector gives memory back in no other way, and looks at its old objects only when there is no room for more: five
 * thousand logins leave twice as much behind as the clients that stay need.
 */
final class SpareHeap implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMinutes(1);
    // Of one processor, over the time between two looks.
    private static final int QUIET_PERCENT = 10;

    private final LongSupplier worked;
    private final Runnable collect;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("spare heap").factory());

    private long workedBefore;
    /** Whether there was work since the last collection; the start was. */
    private boolean wasBusy = true;

    /**
     * For the tests: whatever it looks at is theirs.
     *
     * @param worked the nanoseconds that all processors have worked for this process
     */
    SpareHeap(LongSupplier worked, Runnable collect) {
        this.worked = worked;
        this.collect = collect;
        this.workedBefore = worked.getAsLong();
    }

    /** Looks once a minute, until it is closed; never where another collector is chosen, for those give back by themselves. */
    static SpareHeap watch() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        var heap = new SpareHeap(system::getProcessCpuTime, System::gc);
        boolean isSerial = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .anyMatch(collector -> collector.getName().equals("MarkSweepCompact"));
        if (!isSerial) {
            return heap;
        }
        var _ = heap.timer.scheduleWithFixedDelay(heap::look, EVERY.toNanos(), EVERY.toNanos(), TimeUnit.NANOSECONDS);
        return heap;
    }

    /** Collects where the time since the last look was quiet, and that before it was not. */
    void look() {
        long now = worked.getAsLong();
        boolean quiet = (now - workedBefore) * 100 < EVERY.toNanos() * QUIET_PERCENT;
        if (quiet && wasBusy) {
            collect.run();
        }
        wasBusy = !quiet;
        workedBefore = worked.getAsLong();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
