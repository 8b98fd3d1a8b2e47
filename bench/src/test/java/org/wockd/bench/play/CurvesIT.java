package org.wockd.bench.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wockd.bench.curve.Curves;
import org.wockd.bench.curve.Measured;
import org.wockd.bench.curve.Page;
import org.wockd.bench.curve.Subjects;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.Phases;

/** The curves with very little, on the core as it is installed: so few say nothing of growth, but each is measured. */
class CurvesIT {
    private static final Path HOME = Path.of(System.getProperty("wockd.home"));
    private static final Phases SHORT = new Phases(Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(2));

    static List<String> subjects() {
        return Subjects.names();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void everySubjectIsMeasuredAndDrawn(String subject, @TempDir Path folder) throws Exception {
        Path documents = Files.createDirectory(folder.resolve("documents"));
        Measured measured = new Measured(documents.resolve("curves.tsv"));

        Errors errors = new Curves(HOME, folder, 50, SHORT, new PrintWriter(new StringWriter()))
                .run(List.of(subject), measured, "a machine");
        new Page(measured).write(documents);

        assertThat(errors).hasToString("none");
        assertThat(Files.readString(documents.resolve("curves.tsv"))).contains(subject, "\t50\t");
        assertThat(Files.readString(documents.resolve("curves.md"))).contains("a machine", "](curve-" + subject);
    }
}
