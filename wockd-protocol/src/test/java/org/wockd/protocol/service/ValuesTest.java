package org.wockd.protocol.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @CsvSource({"512,512", "0,0", "10 KiB,10240", "1.5MiB,1572864", "2 GB,2000000000", "1 kb,1000", "1TiB,1099511627776"
    })
    void sizes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1 XB", "1.5.5", "99999999999 TiB", "1e5"})
    void noSizes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessageStartingWith(ByteSize.ALLOWED);
    }

    @Test
    void aSizeIsWrittenAsItIsRead() {
        for (ByteSize size : List.of(new ByteSize(0), new ByteSize(1536), new ByteSize(3 << 20))) {
            assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
        }
        assertThat(new ByteSize(10_240)).hasToString("10 KiB");
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5 m,PT5M", "2h,PT2H", "7d,PT168H", "0s,PT0S"})
    void lengthsOfTime(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1 week", "99999999999s", "1.5h"})
    void noLengthsOfTime(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage(Durations.ALLOWED);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:5222,127.0.0.1,5222", "[::1]:0,::1,0", "chat.example:65535,chat.example,65535"})
    void endpoints(String text, String host, int port) {
        Endpoint endpoint = Endpoint.parse(text);
        assertThat(endpoint).isEqualTo(new Endpoint(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":1", "host:", "host:65536", "::1:5222", "[::1]", "a b:1", "host:-1"})
    void noEndpoints(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse(text))
                .withMessage(Endpoint.ALLOWED);
    }

    @Test
    void aSecretDoesNotShowItself() {
        var secret = new Secret("hunter2");
        assertThat(secret).hasToString("***").isEqualTo(new Secret("hunter2")).isNotEqualTo(new Secret("hunter3"));
        assertThat(secret.constantTimeEquals("hunter2")).isTrue();
        assertThat(secret.constantTimeEquals("hunter")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Secret(""));
    }

    @Test
    void aTypeWithoutAReaderIsAFaultOfTheProgram() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Values.of(Thread.class))
                .withMessageContaining("no parse(String)");
    }

    @ParameterizedTest
    @CsvSource({"level,level,0", "levle,level,1", "lvl,level,2", "abc,xyz,3"})
    void distances(String a, String b, int edits) {
        assertThat(Nearest.distance(a, b)).isEqualTo(edits);
    }
}
