package org.wockd.bench.flame;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PictureTest {

    /** A bar of the picture, in its units. */
    private record Bar(double x, double width, double y) {
        double end() {
            return x + width;
        }
    }

    private final Flame flame = new Flame("all");

    private Map<String, Bar> bars() throws Exception {
        String svg = Picture.svg("a <title> & more", flame);
        Element picture = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(picture.getTextContent()).contains("a <title> & more");
        NodeList groups = picture.getElementsByTagName("g");
        Map<String, Bar> bars = new LinkedHashMap<>();
        for (int i = 0; i < groups.getLength(); i++) {
            Element group = (Element) groups.item(i);
            Element rect = (Element) group.getElementsByTagName("rect").item(0);
            String title = group.getElementsByTagName("title").item(0).getTextContent();
            bars.put(title, new Bar(number(rect, "x"), number(rect, "width"), number(rect, "y")));
        }
        return bars;
    }

    private static Bar bar(Map<String, Bar> bars, String title) {
        return requireNonNull(bars.get(title));
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void aBarIsAsWideAsItsShareAndStandsOnItsCaller() throws Exception {
        flame.add(List.of("[loop]", "org.wockd.Router.decide", "java.util.List.of"), 30);
        flame.add(List.of("[loop]", "org.wockd.Router.decide"), 20);
        flame.add(List.of("[loop]", "org.wockd.Writer.<init>"), 25);
        flame.add(List.of("[writer]", "org.sqlite.DB.exec"), 25);
        Map<String, Bar> bars = bars();
        assertThat(bars.keySet())
                .containsExactlyInAnyOrder(
                        "all, 100.0 %",
                        "[loop], 75.0 %",
                        "org.wockd.Router.decide, 50.0 %",
                        "java.util.List.of, 30.0 %",
                        "org.wockd.Writer.<init>, 25.0 %",
                        "[writer], 25.0 %",
                        "org.sqlite.DB.exec, 25.0 %");
        Bar all = bar(bars, "all, 100.0 %");
        Bar loop = bar(bars, "[loop], 75.0 %");
        Bar writer = bar(bars, "[writer], 25.0 %");
        Bar router = bar(bars, "org.wockd.Router.decide, 50.0 %");
        Bar list = bar(bars, "java.util.List.of, 30.0 %");
        assertThat(loop.width() + writer.width()).isCloseTo(all.width(), within(0.02));
        assertThat(loop.end()).isCloseTo(writer.x(), within(0.02));
        assertThat(list.width()).isCloseTo(router.width() * 0.6, within(0.02));
        assertThat(list.x()).isCloseTo(router.x(), within(0.02));
        assertThat(List.of(all.y(), loop.y(), router.y(), list.y()))
                .as("what is called stands above its caller")
                .isSortedAccordingTo((a, b) -> Double.compare(b, a))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsTooThinIsOneBarForAllOfItsCaller() throws Exception {
        flame.add(List.of("[loop]", "a.Wide.wide"), 900);
        IntStream.range(0, 25).forEach(thin -> flame.add(List.of("[loop]", "a.Thin.m" + thin, "a.Thin.deeper"), 4));
        Map<String, Bar> bars = bars();
        assertThat(bars.keySet())
                .containsExactlyInAnyOrder(
                        "all, 100.0 %", "[loop], 100.0 %", "a.Wide.wide, 90.0 %", "[others], 10.0 %");
        assertThat(bar(bars, "a.Wide.wide, 90.0 %").width()
                        + bar(bars, "[others], 10.0 %").width())
                .isCloseTo(bar(bars, "[loop], 100.0 %").width(), within(0.02));
    }

    @Test
    void aRecordingWithoutSamplesIsNoPicture() {
        assertThatThrownBy(() -> Picture.svg("nothing", flame)).hasMessageContaining("no samples");
    }
}
