package org.wockd.bench.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.wockd.bench.curve.Curve.Growth;
import org.wockd.bench.curve.Curve.Line;
import org.wockd.bench.curve.Curve.Point;

/** From the file of figures to the page and its plots. */
class PageTest {
    private static final Line QUEUED = new Line("queued", "to queue & keep <it>", Growth.EACH);

    @TempDir
    private Path folder;

    private Measured measured() throws IOException {
        return new Measured(folder.resolve("curves.tsv"));
    }

    @Test
    void whatIsMeasuredAnewTakesThePlaceOfWhatWasThere() throws IOException {
        Curve curve = new RelayQueues().curves().getFirst();
        Measured first = measured();
        first.add("relay", "queued", 10, 300);
        first.add("relay", "queued", 100, 200.5);
        first.add("archive", "latest", 10_000, 7);
        first.save("a machine");

        Measured second = measured();
        assertThat(second.of(curve).values()).containsExactly(List.of(new Point(10, 300), new Point(100, 200.5)));
        assertThat(second.machine()).isEqualTo("a machine");
        second.forget(curve);
        second.add("relay", "queued", 1_000, 100);
        second.save("another one");

        assertThat(measured().of(curve).values()).containsExactly(List.of(new Point(1_000, 100)));
        assertThat(Files.readString(folder.resolve("curves.tsv")))
                .contains("another one", "archive\tlatest\t10000\t7.000\n")
                .doesNotContain("a machine");
    }

    @Test
    void aLineThatIsNoneIsTold() throws IOException {
        Files.writeString(folder.resolve("curves.tsv"), "relay\tqueued\tten\t7\n");

        assertThatThrownBy(this::measured).isInstanceOf(IOException.class).hasMessageContaining("relay\tqueued\tten");
    }

    @Test
    void thePageSaysWhatGrowsTooFast() throws IOException {
        Measured measured = measured();
        for (long n : new long[] {10, 100, 1_000, 10_000}) {
            measured.add("relay", "queued", n, 50 + n / 1_000.0);
            measured.add("relay", "fetched", n, (double) n);
        }
        measured.save("a machine");

        new Page(measured).write(folder);

        assertThat(new Page(measured).tooFast()).containsExactly("relay: to fetch it, with the attaching of the relay");
        assertThat(Files.readString(folder.resolve("curves.md")))
                .contains("a machine", "](curve-relay.svg)", "| 10 | 100 | 1,000 | 10,000 |")
                .contains("acknowledged | 50 | 50.1 | 51 | 60 | 1.02, 1.04 | yes |")
                .contains("relay | 10 | 100 | 1,000 | 10,000 | 2.00, 2.00 | **no** |")
                .doesNotContain("curve-archive", "## Connections");
        assertThat(folder.resolve("curve-relay.svg")).exists();
    }

    @Test
    void aPlotIsSmallAndItsPointsAreInIt() throws Exception {
        Curve curve = new Curve("c", "A & B", "things", "µs", List.of(QUEUED));
        List<Point> points = List.of(new Point(10, 5), new Point(300, 50), new Point(10_000, 500));

        String svg = new Plot(curve, Map.of(QUEUED, points)).svg();

        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.length()).isLessThan(30_000);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("A & B, µs", "things", "to queue & keep <it>", "10,000", "500");
        var circles = document.getElementsByTagName("circle");
        assertThat(circles.getLength()).isEqualTo(3);
        assertThat(x(circles.item(0))).isLessThan(x(circles.item(1)));
        assertThat(x(circles.item(1))).isLessThan(x(circles.item(2)));
        // From 5 to 50 is as far up as from 50 to 500.
        assertThat(y(circles.item(0)) - y(circles.item(1)))
                .isCloseTo(y(circles.item(1)) - y(circles.item(2)), within(0.2));
    }

    private static double x(org.w3c.dom.Node circle) {
        return Double.parseDouble(((Element) circle).getAttribute("cx"));
    }

    private static double y(org.w3c.dom.Node circle) {
        return Double.parseDouble(((Element) circle).getAttribute("cy"));
    }
}
