package org.wockd.protocol.xep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.xml.Node;

class StreamManagementTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "4294967295, 4294967295"})
    void aCountIsANumberOfThirtyTwoBits(String h, long count) {
        assertThat(StreamManagement.count(a(h))).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "+1", " 1", "1e3", "0x1", "4294967296", "99999999999999999999", "\u0661", "\uff11"})
    void whatIsNoCountIsNotTakenForOne(String h) {
        assertThat(StreamManagement.count(a(h))).isNull();
    }

    private static Node a(String h) {
        return Node.of(StreamManagement.NAMESPACE, "a").with("h", h);
    }
}
