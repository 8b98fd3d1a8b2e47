package org.wockd.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Waits for the end of what may take long, but must get on. */
final class Progress {
    private Progress() {}

    /**
     * Waits until {@code end} is there, and returns whether it is: not after an error, which ends the waiting, and not where
     * nothing was done for the time of {@code patience}, which is counted as an error.
     *
     * @param done how much is done
     * @param what is waited for, for the text of the error
     */
    static boolean awaits(CompletableFuture<?> end, LongSupplier done, Duration patience, String what, Errors errors)
            throws InterruptedException {
        CompletableFuture<?> either = CompletableFuture.anyOf(end, errors.first());
        long before;
        do {
            before = done.getAsLong();
            try {
                Object _ = either.get(patience.toNanos(), TimeUnit.NANOSECONDS);
                return errors.total() == 0;
            } catch (TimeoutException e) {
                // Whether something was done meanwhile is what the loop asks.
            } catch (ExecutionException e) {
                throw new IllegalStateException("a fault of the generator", e);
            }
        } while (done.getAsLong() != before || either.isDone());
        errors.add(Errors.Kind.INCOMPLETE, what + ": nothing has come for " + patience.toSeconds() + " s");
        return false;
    }
}
