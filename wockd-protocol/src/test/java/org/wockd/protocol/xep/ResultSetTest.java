package org.wockd.protocol.xep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.xep.ResultSet.Place;

class ResultSetTest {

    private static String set(String content) {
        return content.isEmpty()
                ? "<set xmlns='http://jabber.org/protocol/rsm'/>"
                : "<set xmlns='http://jabber.org/protocol/rsm'>" + content + "</set>";
    }

    // XEP-0059 §2.1 to §2.7
    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("", OptionalInt.empty(), new Place.Start()),
                Arguments.of("<max>10</max>", OptionalInt.of(10), new Place.Start()),
                Arguments.of("<max>0</max>", OptionalInt.of(0), new Place.Start()),
                Arguments.of(
                        "<max>10</max><after>peterpan@neverland.lit</after>",
                        OptionalInt.of(10),
                        new Place.After("peterpan@neverland.lit")),
                Arguments.of(
                        "<max>10</max><before>peter@pixyland.org</before>",
                        OptionalInt.of(10),
                        new Place.Before("peter@pixyland.org")),
                Arguments.of("<max>10</max><before/>", OptionalInt.of(10), new Place.End()),
                Arguments.of("<max>10</max><index>371</index>", OptionalInt.of(10), new Place.At(371)));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void peterAsksForAPage(String content, OptionalInt max, Place place) throws PayloadException {
        ResultSet.Request request = ResultSet.Request.parse(Xml.read(set(content)));

        assertThat(request).isEqualTo(new ResultSet.Request(max, place));
        assertThat(request.toNode()).hasToString(set(content));
    }

    @Test
    void aRequestStandsInsideAQuery() throws PayloadException {
        assertThat(ResultSet.Request.in(Xml.read("<query xmlns='urn:x'>" + set("<max>2</max>") + "</query>")))
                .isEqualTo(new ResultSet.Request(OptionalInt.of(2), new Place.Start()));
        assertThat(ResultSet.Request.in(Xml.read("<query xmlns='urn:x'/>"))).isNull();
    }

    @Test
    void aPageIsNeverLongerThanTheServerWants() {
        assertThat(new ResultSet.Request(OptionalInt.empty(), new Place.Start()).limit(50))
                .isEqualTo(50);
        assertThat(new ResultSet.Request(OptionalInt.of(10), new Place.Start()).limit(50))
                .isEqualTo(10);
        assertThat(new ResultSet.Request(OptionalInt.of(999), new Place.Start()).limit(50))
                .isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<max>ten</max>",
                "<max>-1</max>",
                "<max>2147483648</max>",
                "<max/>",
                "<index>-1</index>",
                "<after>a</after><before>b</before>",
                "<before/><index>1</index>"
            })
    void whatIsNoRequest(String content) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> ResultSet.Request.parse(Xml.read(set(content))));
    }

    @Test
    void theSecondPage() throws PayloadException {
        // XEP-0059 §2.2
        ResultSet.Answer answer =
                ResultSet.Answer.of(List.of("peter@pixyland.org", "peter@rabbit.lit"), Function.identity(), 10, 800);
        String wire =
                set("<first index='10'>peter@pixyland.org</first><last>peter@rabbit.lit</last>" + "<count>800</count>");

        assertThat(answer.toNode()).hasToString(wire);
        assertThat(ResultSet.Answer.parse(Xml.read(wire))).isEqualTo(answer);
    }

    @Test
    void anEmptyPageHasNeitherFirstNorLast() throws PayloadException {
        ResultSet.Answer answer = ResultSet.Answer.of(List.of(), Object::toString, 790, 790);

        assertThat(answer.toNode()).hasToString(set("<count>790</count>"));
        assertThat(ResultSet.Answer.parse(answer.toNode())).isEqualTo(answer);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> ResultSet.Answer.parse(Xml.read(set("<first>a</first>"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResultSet.Answer("a", OptionalInt.empty(), null, OptionalInt.empty()));
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        assertThat(new ResultSet.Answer("a", OptionalInt.empty(), "b", OptionalInt.empty()).toNode())
                .hasToString(set("<first>a</first><last>b</last>"));
    }
}
