package org.wockd.bench.curve;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.Phases;

/** Measures all curves, or some. */
public final class Curves {
    private final Ground ground;

    /**
     * @param home where the distribution is
     * @param folder for the data of the cores, an empty one on a disk
     * @param most the most that there is of anything: less is measured, for a try
     * @param out for progress
     */
    public Curves(Path home, Path folder, long most, Phases phases, PrintWriter out) {
        this.ground = new Ground(home, folder, most, phases, new Errors(), out);
    }

    /**
     * Measures, and keeps what was measured in the place of what was before. What goes wrong ends it; the subjects that were
     * through are kept then.
     *
     * @param names of subjects, as {@link Subjects#names()} has them
     * @param on what it is measured on
     * @return what went wrong
     */
    public Errors run(List<String> names, Measured into, String on) throws IOException, InterruptedException {
        for (Subject subject : Subjects.ALL) {
            if (names.contains(subject.name()) && ground.well()) {
                subject.curves().forEach(into::forget);
                try {
                    subject.measure(ground, into);
                } catch (LoginException e) {
                    ground.errors().add(Errors.Kind.NOT_LOGGED_IN, String.valueOf(e.getMessage()));
                }
                if (ground.well()) {
                    into.save(on);
                }
            }
        }
        return ground.errors();
    }
}
