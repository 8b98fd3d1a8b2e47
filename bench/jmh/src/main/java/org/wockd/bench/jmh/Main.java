package org.wockd.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/** Runs the benchmarks, and tells their scores beside those that were kept: {@code Main FILE [--write] [JMH's own arguments]}. */
public final class Main {
    private static final String WRITE = "--write";
    private static final double MIDDLE = 50;

    private Main() {}

    /**
     * Ends with an exception, and so with 1, where a benchmark does not run; no score is an error.
     *
     * @param args the file of the kept scores, then perhaps {@code --write}, which keeps the new ones instead, and what JMH
     *     understands: which benchmarks, how many forks and iterations, {@code -h} tells
     */
    public static void main(String[] args) throws Exception {
        List<String> rest = new ArrayList<>(List.of(args));
        Path file = Path.of(rest.removeFirst());
        boolean write = rest.remove(WRITE);
        CommandLineOptions options = options(rest);
        if (options.shouldHelp()) {
            System.out.println("--write  keep the new scores in " + file + "; all other options are JMH's:");
            options.showHelp();
            return;
        }
        if (write && !options.getIncludes().isEmpty()) {
            throw new IllegalArgumentException(
                    WRITE + " keeps the scores of all benchmarks, from one run on one machine: name none");
        }
        Scores now = run(options);
        Scores kept = Files.exists(file) ? Scores.read(Files.readAllLines(file)) : Scores.of("nothing", List.of());
        System.out.print(now.beside(kept));
        if (write) {
            Files.writeString(file, now.text());
        }
    }

    private static CommandLineOptions options(List<String> args) throws CommandLineOptionException {
        return new CommandLineOptions(args.toArray(String[]::new));
    }

    private static Scores run(CommandLineOptions options) throws RunnerException, IOException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(options)
                        .shouldFailOnError(true)
                        .build())
                .run();
        List<Score> scores = new ArrayList<>();
        for (RunResult result : results) {
            Result<?> primary = result.getPrimaryResult();
            Statistics iterations = primary.getStatistics();
            scores.add(new Score(
                    Score.name(result.getParams().getBenchmark()),
                    iterations.getMin(),
                    iterations.getPercentile(MIDDLE) - iterations.getMin(),
                    primary.getScoreUnit()));
        }
        return Scores.of(machine(), scores);
    }

    private static String machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
        return Runtime.getRuntime().availableProcessors() + " processors (" + model + "), Java " + Runtime.version();
    }
}
