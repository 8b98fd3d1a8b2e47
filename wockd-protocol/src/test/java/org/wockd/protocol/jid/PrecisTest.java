package org.wockd.protocol.jid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisTest {

    // RFC 8265 §3.5, tables 1 and 2, and §4.3, tables 3 and 4.
    @ParameterizedTest
    @CsvSource({
        "juliet@example.com,juliet@example.com",
        "fussball,fussball",
        "fu\u00DFball,fu\u00DFball",
        "\u03C0,\u03C0",
        "\u03A3,\u03C3",
        "\u03C3,\u03C3",
        "\u03C2,\u03C2"
    })
    void usernamesOfTheRfc(String username, String prepared) {
        assertThat(Precis.username(username)).isEqualTo(prepared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foo bar", "henry\u2163", "\u221E", "\u265A"})
    void whatIsNoUsername(String username) {
        assertThatExceptionOfType(PrecisException.class).isThrownBy(() -> Precis.username(username));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "correct horse battery staple,correct horse battery staple",
                "Correct Horse Battery Staple,Correct Horse Battery Staple",
                "\u03C0\u00DF\u00E5,\u03C0\u00DF\u00E5",
                "Jack of \u2666s,Jack of \u2666s",
                "foo\u1680bar,foo bar",
                " foo , foo ",
                "A\u030A,\u00C5"
            })
    void passwordsOfTheRfc(String password, String prepared) {
        assertThat(Precis.opaque(password)).isEqualTo(prepared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my cat is a \u0009by"})
    void whatIsNoPassword(String password) {
        assertThatExceptionOfType(PrecisException.class).isThrownBy(() -> Precis.opaque(password));
    }

    // RFC 4013 §3, in its order; the second last is refused as prohibited, the last by the check of direction.
    @ParameterizedTest
    @CsvSource({"I\u00ADX,IX", "user,user", "USER,USER", "\u00AA,a", "\u2168,IX"})
    void saslprepOfTheRfc(String password, String prepared) {
        assertThat(Precis.saslprep(password)).isEqualTo(prepared);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "\u0007,prohibits",
                "\u06271,writing directions",
                "\u00AD,empty",
                "'',empty",
                "\u0221,newer than Unicode 3.2",
                "\uD83D\uDE80,newer than Unicode 3.2"
            })
    void whatSaslprepRefuses(String password, String why) {
        assertThatExceptionOfType(PrecisException.class)
                .isThrownBy(() -> Precis.saslprep(password))
                .withMessageContaining(why);
    }

    @Test
    void aLongPasswordIsRefusedAsAShortOneIs() {
        for (String fault : List.of("\u0007", "\u0221", "\u06271")) {
            assertThatExceptionOfType(PrecisException.class)
                    .isThrownBy(() -> Precis.saslprep("correct horse battery staple" + fault))
                    .withMessageContaining("SASLprep");
        }
    }

    @Test
    void anErrorDoesNotTellThePassword() {
        assertThatExceptionOfType(PrecisException.class)
                .isThrownBy(() -> Precis.saslprep("hunter2\u0007"))
                .satisfies(e -> assertThat(e).hasNoCause().message().doesNotContain("hunter"));
        assertThatExceptionOfType(PrecisException.class)
                .isThrownBy(() -> Precis.opaque("hunter2\u0007"))
                .satisfies(e -> assertThat(e).hasNoCause().message().doesNotContain("hunter", "U+"));
    }
}
