package org.wockd.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.wockd.bench.compare.Contender.EJABBERD;
import static org.wockd.bench.compare.Contender.OCTETS;
import static org.wockd.bench.compare.Contender.PROSODY;
import static org.wockd.bench.compare.Contender.WOCKD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.bench.measure.Result;
import org.wockd.protocol.service.StartException;

class DocumentTest {
    @TempDir
    private Path folder;

    private Path file;
    private Figures figures;

    @BeforeEach
    void nothingIsMeasured() throws IOException {
        file = folder.resolve("figures.tsv");
        figures = new Figures(file);
    }

    private static Kind kind(String name) {
        return Kinds.ALL.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void chats(Contender contender, double... micros) throws IOException {
        for (double each : micros) {
            figures.add(
                    kind("chat"),
                    contender,
                    new Result()
                            .with("version", "1 of " + contender)
                            .with("tls", "TLSv1.3")
                            .with("pairs", 20)
                            .with("cpu-us-per-message", each)
                            .with("messages-per-second", 1e6 / each)
                            .with("written-bytes-per-message", 4096.0));
        }
    }

    private String text() throws IOException {
        return new Document(new Figures(file)).text(folder.resolve("performance"));
    }

    @Test
    void figuresAreMediansWithTheirSpreadAndRatiosAreOfMedians() throws IOException {
        figures.machine("2 processors");
        figures.build("abc1234");
        chats(WOCKD, 50, 310.5, 120);
        chats(PROSODY, 400);
        chats(EJABBERD, 200, 300);
        chats(OCTETS, 60);

        assertThat(text())
                .contains("measured on 2 processors", "The commit of wockd was abc1234.")
                .contains("| wockd | 1 of wockd | the core, with the script")
                .contains("20 pairs of clients")
                .contains("| wockd | 3 | 120 (50–311) | 8,333 (3,221–20,000) | 4,096 (4,096–4,096) |")
                .contains("| ejabberd | 2 | 250 (200–300) | ")
                .contains("| wockd / better peer |  | 0.48 | 2.00 |  |")
                .contains("| wockd / octets only |  | 2.00 | 0.50 |  |")
                .contains("| CPU per routed chat message over TLS, archive off | ≤ 1/5 × the better of prosody and"
                        + " ejabberd | 120 (50–311) µs | 0.48 | **no** |")
                .contains("| the same beside the bare forwarder | ≤ 2.5 × octets only | 120 (50–311) µs | 2.00 | yes |")
                .doesNotContain("## A component", "Flame graphs", "## Notes");
    }

    @Test
    void whatIsToBeReachedStandsThereBeforeItIsMeasured() throws IOException {
        assertThat(text()).contains("| core idle with 10 users | ≤ 96 MiB | not measured |  |  |");
        chats(WOCKD, 10);
        assertThat(text())
                .contains(
                        "| the same beside the bare forwarder | ≤ 2.5 × octets only | 10.0 (10.0–10.0) µs | not measured"
                                + " |  |");
        figures.add(kind("household"), WOCKD, new Result().with("resident-kib", 96 * 1024));
        assertThat(text()).contains("| core idle with 10 users | ≤ 96 MiB | 96.0 (96.0–96.0) MiB |  | yes |");
    }

    @Test
    void aPeerAloneIsTheBetterOne() throws IOException {
        chats(WOCKD, 10);
        chats(PROSODY, 50);

        assertThat(text()).contains("| wockd / prosody |  | 0.20 |").contains("| 10.0 (10.0–10.0) µs | 0.20 | yes |");
    }

    @Test
    void whatLiesBesideItBecomesPartOfIt() throws IOException {
        Path beside = Files.createDirectories(folder.resolve("performance"));
        Files.writeString(beside.resolve("routing-cpu.svg"), "<svg/>");
        Files.writeString(beside.resolve("notes.md"), "What was tried.\n");
        Files.writeString(beside.resolve("curves.md"), "# How costs grow\n");

        assertThat(text())
                .contains("[![routing cpu](performance/routing-cpu.svg)](performance/routing-cpu.svg)")
                .contains("[performance/curves.md](performance/curves.md)")
                .endsWith("## Notes\n\nWhat was tried.\n");
    }

    @Test
    void runsAreAddedToThoseOfBefore() throws IOException {
        chats(WOCKD, 1);
        figures = new Figures(file);
        chats(WOCKD, 3);

        assertThat(new Figures(file).of("chat", WOCKD))
                .extracting(Figures.Run::number, run -> run.text("cpu-us-per-message"))
                .containsExactly(tuple(1, "1.0"), tuple(2, "3.0"));
    }

    @Test
    void figuresOfTwoMachinesAreNotMixed() throws IOException {
        figures.machine("a small one");
        Figures later = new Figures(file);
        later.machine("a small one");

        assertThatThrownBy(() -> later.machine("a large one"))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("a small one", "a large one", "another file");
    }

    @Test
    void figuresOfTwoBuildsAreNotMixed() throws IOException {
        figures.build("abc1234");

        assertThatThrownBy(() -> new Figures(file).build("def5678"))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("another build: abc1234", "def5678", "another file");
    }

    @Test
    void whatIsNoFileOfFiguresIsRefused() throws IOException {
        Files.writeString(file, "chat wockd 1\n");

        assertThatThrownBy(() -> new Figures(file))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("chat wockd 1");
    }
}
