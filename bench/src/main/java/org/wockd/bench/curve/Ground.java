package org.wockd.bench.curve;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Target;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.Phases;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Wockd;

/**
 * On what it is measured.
 *
 * @param home where the distribution is
 * @param folder for the data of the cores, on a disk
 * @param most the most that there is of anything: less is measured, for a try
 * @param phases of one measurement
 * @param errors what goes wrong, which ends it
 * @param out for progress
 */
record Ground(Path home, Path folder, long most, Phases phases, Errors errors, PrintWriter out) {
    private static final int AT_ONCE = 32;
    private static final int ADDRESSES = 64;

    /** What is done with a core that runs. */
    interface Act {
        void with(Play play) throws IOException, InterruptedException, LoginException;
    }

    /**
     * A core that runs, and clients.
     *
     * @param pids its process
     */
    record Play(Wockd core, Dialer dialer, Crowd crowd, List<Long> pids) {}

    /** The folder of a subject's cores. */
    Path folder(Subject subject) throws IOException {
        return Files.createDirectories(folder.resolve(subject.name()));
    }

    /**
     * Starts a core, does something with it, and stops it.
     *
     * @param in an empty folder, or that of a core that has stopped
     * @param javaOptions instead of those of the starting script; empty to leave them
     */
    void serve(Path in, boolean archive, String javaOptions, Act act)
            throws IOException, InterruptedException, LoginException {
        try (Wockd core = Wockd.start(home, in, archive, javaOptions);
                Dialer dialer = new Dialer(
                        new Target(
                                core.clients(),
                                "localhost",
                                Target.Security.STARTTLS,
                                Target.Mechanism.SCRAM_SHA_256,
                                phases.patience()),
                        1,
                        ADDRESSES)) {
            act.with(new Play(core, dialer, new Crowd(dialer, errors, AT_ONCE), List.of(core.pid())));
            if (core.complained() > 0) {
                // A server that complains was not measured in order.
                errors.add(Errors.Kind.REFUSED, "the core has logged: " + core.complaints());
            }
        }
    }

    /** Those of the sizes that are not too large, and in the place of the first that is too large the most. */
    List<Long> sizes(long... sizes) {
        List<Long> small =
                LongStream.of(sizes).filter(size -> size <= most).boxed().toList();
        if (small.size() == sizes.length || small.contains(most)) {
            return small;
        }
        return LongStream.concat(small.stream().mapToLong(Long::longValue), LongStream.of(most))
                .boxed()
                .toList();
    }

    /** Tells what was found where there are so many. */
    void tell(Subject subject, long n, Result result) {
        out.println(subject.name() + " " + n + " " + result.json());
        out.flush();
    }

    boolean well() {
        return errors.total() == 0;
    }
}
