package org.wockd.protocol.jid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JidEscapingTest {

    // XEP-0106 §5.1, in its order, then the address of §4.2 and the mailbox of §5.2.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "space cadet,space\\20cadet",
                "call me \"ishmael\",call\\20me\\20\\22ishmael\\22",
                "at&t guy,at\\26t\\20guy",
                "d'artagnan,d\\27artagnan",
                "/.fanboy,\\2f.fanboy",
                "::foo::,\\3a\\3afoo\\3a\\3a",
                "<foo>,\\3cfoo\\3e",
                "user@host,user\\40host",
                "c:\\net,c\\3a\\net",
                "c:\\\\net,c\\3a\\\\net",
                "c:\\cool stuff,c\\3a\\cool\\20stuff",
                "c:\\5commas,c\\3a\\5c5commas",
                "\\3and\\2is\\5cool,\\5c3and\\2is\\5c5cool",
                "here's_a_wild_&_/cr%zy/_address,here\\27s_a_wild_\\26_\\2fcr%zy\\2f_address"
            })
    void theExamplesOfTheXepGoBothWays(String name, String local) {
        assertThat(JidEscaping.escape(name)).isEqualTo(local);
        assertThat(JidEscaping.unescape(local)).isEqualTo(name);
        assertThat(Jid.of(local, "example.com", null).local()).isEqualTo(local);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\2plus\\2is\\4", "foo\\bar", "foob\\41r", "a\\2", "a\\", "a\\2F", "\\"})
    void whatIsNoSequenceStays(String text) {
        assertThat(JidEscaping.escape(text)).isEqualTo(text);
        assertThat(JidEscaping.unescape(text)).isEqualTo(text);
    }

    @Test
    void aSpaceAtAnEdgeIsNeitherEscapedNorUnescaped() {
        assertThatExceptionOfType(JidException.class).isThrownBy(() -> JidEscaping.escape(" romeo"));
        assertThatExceptionOfType(JidException.class).isThrownBy(() -> JidEscaping.escape("romeo "));
        assertThat(JidEscaping.unescape("\\20romeo\\20")).isEqualTo("\\20romeo\\20");
    }
}
