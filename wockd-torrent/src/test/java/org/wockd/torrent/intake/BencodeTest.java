package org.wockd.torrent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.torrent.intake.IntakeException.Code;

class BencodeTest {

    @Test
    void readsEveryKindAndKnowsItsPlace() throws Exception {
        Bencode.Value value = decode("d1:ai-12e1:bl0:3:xyzee");
        assertThat(value).isInstanceOfSatisfying(Bencode.Dict.class, dict -> {
            assertThat(dict.get("a", Bencode.Int.class)).isEqualTo(new Bencode.Int(-12, 4, 9));
            Bencode.Lst list = dict.get("b", Bencode.Lst.class);
            assertThat(list).isNotNull();
            assertThat(list.values()).hasSize(2);
            assertThat(((Bencode.Str) list.values().get(1)).text()).isEqualTo("xyz");
            assertThat(dict.end()).isEqualTo(22);
        });
    }

    @Test
    void readsTheLimitsOf64Bits() throws Exception {
        assertThat(((Bencode.Int) decode("i9223372036854775807e")).value()).isEqualTo(Long.MAX_VALUE);
        assertThat(((Bencode.Int) decode("i-9223372036854775808e")).value()).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "i",
                "ie",
                "i-e",
                "i-0e",
                "i01e",
                "i1",
                "i9223372036854775808e",
                "i-9223372036854775809e",
                "ix1e",
                "5:abcd",
                "01:a",
                "99999999999999999999:a",
                "l",
                "le1",
                "e",
                "d",
                "d1:a",
                "d1:ae",
                "di1ei2ee",
                "d1:ai1e1:ai2ee",
                "lee",
                "x",
                "-1:a",
                "dlei1ee"
            })
    void refusesWhatIsNotWrittenTheOneWay(String broken) {
        assertThatThrownBy(() -> decode(broken))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_BENCODED));
    }

    @Test
    void depthCostsNoStack() {
        assertThatThrownBy(() -> decode("l".repeat(5_000_000)))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
    }

    @Test
    void theNumberOfValuesIsBounded() {
        assertThatThrownBy(() -> decode("l" + "le".repeat(Bencode.MAX_VALUES) + "e"))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
    }

    private static Bencode.Value decode(String text) throws IntakeException {
        return Bencode.decode(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
