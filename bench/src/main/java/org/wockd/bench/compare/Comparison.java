package org.wockd.bench.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Machine;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.TlsFiles;

/** Measures kinds with contenders, which take turns: each run is a fresh process with fresh data. */
public final class Comparison {
    private final Plan plan;
    private final Figures figures;
    private final PrintWriter out;
    private final Errors errors = new Errors();

    /**
     * @param figures where what is measured is added
     * @param out where progress is told
     */
    public Comparison(Plan plan, Figures figures, PrintWriter out) {
        this.plan = plan;
        this.figures = figures;
        this.out = out;
    }

    /** What went wrong. */
    public Errors errors() {
        return errors;
    }

    /** The names of all kinds. */
    public static List<String> names() {
        return Kinds.ALL.stream().map(Kind::name).toList();
    }

    /** Measures the kinds of these names; ends early where anything goes wrong, without the run in which it did. */
    public void run(List<String> names, List<Contender> contenders) throws IOException, InterruptedException {
        List<Kind> kinds =
                Kinds.ALL.stream().filter(kind -> names.contains(kind.name())).toList();
        List<Contender> here = contenders.stream().filter(this::isThere).toList();
        figures.machine(Machine.here().toString());
        figures.build(System.getProperty("wockd.bench.build", "unknown"));
        TlsFiles keys = TlsFiles.in(Files.createDirectories(plan.folder().resolve("keys")));
        for (Kind kind : kinds) {
            figures.plan(kind, plan);
            for (int run = 1; run <= plan.runs(); run++) {
                for (Contender contender : here) {
                    if (kind.suits(contender) && !ran(kind, contender, keys)) {
                        return;
                    }
                }
            }
        }
    }

    private boolean isThere(Contender contender) {
        if (!contender.isInstalled()) {
            say(contender + " is not installed, so it is left out.");
            return false;
        }
        return true;
    }

    private boolean ran(Kind kind, Contender contender, TlsFiles keys) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(plan.folder(), kind.name() + "-" + contender + "-");
        Result result = new Result();
        result.with("version", contender.version());
        kind.measure(new Trial(contender, plan, folder, keys, errors), result);
        say(kind.name() + " " + contender + " " + result.json());
        if (errors.total() > 0) {
            return false;
        }
        figures.add(kind, contender, result);
        return true;
    }

    private void say(String text) {
        out.println(text);
        out.flush();
    }
}
