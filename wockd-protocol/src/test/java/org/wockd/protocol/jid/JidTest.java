package org.wockd.protocol.jid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JidTest {

    // RFC 7622 §3.5, table 1, in its order.
    static Stream<Arguments> validInTheRfc() {
        return Stream.of(
                Arguments.of("juliet@example.com", "juliet", "example.com", null),
                Arguments.of("juliet@example.com/foo", "juliet", "example.com", "foo"),
                Arguments.of("juliet@example.com/foo bar", "juliet", "example.com", "foo bar"),
                Arguments.of("juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar"),
                Arguments.of("foo\\20bar@example.com", "foo\\20bar", "example.com", null),
                Arguments.of("fussball@example.com", "fussball", "example.com", null),
                Arguments.of("fu\u00DFball@example.com", "fu\u00DFball", "example.com", null),
                Arguments.of("\u03C0@example.com", "\u03C0", "example.com", null),
                Arguments.of("\u03A3@example.com/foo", "\u03C3", "example.com", "foo"),
                Arguments.of("\u03C3@example.com/foo", "\u03C3", "example.com", "foo"),
                Arguments.of("\u03C2@example.com/foo", "\u03C2", "example.com", "foo"),
                Arguments.of("king@example.com/\u265A", "king", "example.com", "\u265A"),
                Arguments.of("example.com", null, "example.com", null),
                Arguments.of("example.com/foobar", null, "example.com", "foobar"),
                Arguments.of("a.example.com/b@example.net", null, "a.example.com", "b@example.net"));
    }

    @ParameterizedTest
    @MethodSource("validInTheRfc")
    void theValidExamplesOfTheRfcAreJids(
            String text, @Nullable String local, String domain, @Nullable String resource) {
        Jid jid = Jid.parse(text);

        assertThat(jid.local()).isEqualTo(local);
        assertThat(jid.domain()).isEqualTo(domain);
        assertThat(jid.resource()).isEqualTo(resource);
    }

    // RFC 7622 §3.5, table 2; its "juliet@example.com/ foo" is withdrawn by the verified erratum 4560.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"juliet\"@example.com",
                "foo bar@example.com",
                "<@example.com/>",
                "@example.com/",
                "henry\u2163@example.com",
                "\u265A@example.com",
                "juliet@",
                "/foobar"
            })
    void theInvalidExamplesOfTheRfcAreNone(String text) {
        assertThatExceptionOfType(JidException.class).isThrownBy(() -> Jid.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                // erratum 4560: OpaqueString keeps every space where it stands
                "juliet@example.com/ foo,juliet@example.com/ foo",
                "Juliet@EXAMPLE.com/Balcony,juliet@example.com/Balcony",
                "example.com.,example.com",
                "juliet@example.com./a,juliet@example.com/a",
                "example\u3002com\u3002,example.com",
                "example.com//a@b//,example.com//a@b//",
                // fullwidth letters become narrow
                "\uFF2Auliet@\uFF25xample.com,juliet@example.com",
                // halfwidth katakana become wide
                "\uFF76\uFF9E@example.com,\u30AC@example.com",
                // combining marks are composed
                "e\u0301@bu\u0308cher.example/A\u030A,\u00E9@b\u00FCcher.example/\u00C5",
                "\u00C9@example.com,\u00E9@example.com",
                // the final sigma of a word in capitals
                "\u039F\u0394\u039F\u03A3@example.com,\u03BF\u03B4\u03BF\u03C2@example.com",
                // A-labels are shown as U-labels, and the sharp s stays itself (nontransitional)
                "xn--bcher-kva.example,b\u00FCcher.example",
                "XN--BCHER-KVA.example,b\u00FCcher.example",
                "fa\u00DF.example,fa\u00DF.example",
                // unusual scripts: Devanagari with a joiner after its virama, Cherokee, Adlam, Hangul, Deseret
                "\u0915\u094D\u200D\u0937@example.com,\u0915\u094D\u200D\u0937@example.com",
                "\u13A0\u13E8@example.com,\uAB70\uABB8@example.com",
                "\u13A0\u13E8.example,\u13A0\u13E8.example",
                "\uD83A\uDD00@example.com,\uD83A\uDD22@example.com",
                "\uD55C\uAE00@example.com,\uD55C\uAE00@example.com",
                "\uD801\uDC00@example.com,\uD801\uDC28@example.com",
                // right to left
                "\u05D9\u05D5\u05DC\u05D9\u05D4@\u05D3\u05D5\u05D2\u05DE\u05D4.example,\u05D9\u05D5\u05DC\u05D9\u05D4@\u05D3\u05D5\u05D2\u05DE\u05D4.example",
                "\u0644\u064A\u0644\u06491@example.com,\u0644\u064A\u0644\u06491@example.com",
                // a resourcepart has no bidi rule, and any space in it is a space
                "a@example.com/1\u05D0b,a@example.com/1\u05D0b",
                "a@example.com/x\u00A0y\u3000z,a@example.com/x y z",
                "a@example.com/\uD83D\uDE80 \u2163 \uFF21,a@example.com/\uD83D\uDE80 \u2163 \uFF21",
                // what a context allows
                "col\u00B7la@example.com,col\u00B7la@example.com",
                "\u30A2\u30FB\u30A4@example.com,\u30A2\u30FB\u30A4@example.com",
                "\u0628\u200C\u0628@example.com,\u0628\u200C\u0628@example.com",
                // addresses
                "romeo@192.0.2.7/x,romeo@192.0.2.7/x",
                "[2001:DB8:0:0::1],[2001:db8::1]",
                "romeo@[::1]/x,romeo@[::1]/x",
            })
    void twoSpellingsOfOneAddressAreOneJid(String spelled, String prepared) {
        Jid jid = Jid.parse(spelled);

        assertThat(jid).hasToString(prepared);
        assertThat(Jid.parse(prepared)).isEqualTo(jid).hasSameHashCodeAs(jid);
        assertThat(Jid.parse(spelled)).isEqualTo(jid);
        assertThat(Jid.of(jid.local(), jid.domain(), jid.resource())).isEqualTo(jid);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "'',domainpart is empty",
                "@,localpart is empty",
                "/,domainpart is empty",
                "example.com/,resourcepart is empty",
                "@example.com,localpart is empty",
                "juliet@/balcony,domainpart is empty",
                ".,nothing between two dots",
                "\u00AD,domainpart",
                "example.com..,nothing between two dots",
                ".example.com,nothing between two dots",
                "a..b,nothing between two dots",
                "a@b@c,domainpart holds a character that no domain name may hold",
                "under_score.example,no domain name may hold",
                "-a.example,hyphen at the edge",
                "ab--c.example,hyphens where only",
                "xn--a.example,stands for no name",
                "\u2665.example,no domain name may hold (U+2665",
                "exa mple,no domain name may hold",
                "\u05D0a.example,bidi rule",
                "a:b@example.com,must be escaped there (XEP-0106) (U+003A COLON)",
                // a fullwidth at-sign must not make a second one
                "a\uFF20b@example.com,(U+0040 COMMERCIAL AT)",
                "a\u0009b@example.com,localpart holds a character that is not allowed (U+0009",
                "a@example.com/b\u0007,resourcepart holds a character that is not allowed (U+0007",
                "a@example.com/\u00AD,(U+00AD SOFT HYPHEN)",
                "a@example.com/\uFFFF,not allowed (U+FFFF",
                "a@example.com/\uE000,not allowed (U+E000",
                "a@example.com/\u0378,not assigned (U+0378",
                // family emoji need a joiner, and a joiner needs a virama before it (RFC 5892 A.2)
                "a@example.com/\uD83D\uDC69\u200D\uD83D\uDCBB,beside its neighbours (U+200D ZERO WIDTH JOINER)",
                "a@example.com/\u2764\uFE0F,(U+FE0F VARIATION SELECTOR-16)",
                "co\u00B7lla@example.com,beside its neighbours (U+00B7",
                "a\u30FBb@example.com,beside its neighbours (U+30FB",
                "\u0661\u06F1@example.com,beside its neighbours (U+0661",
                "\u05D0a@example.com,bidi rule",
                "1\u05D0@example.com,bidi rule",
                "\u212B@example.com,neither letter nor digit (U+212B ANGSTROM SIGN)",
                "\u1112\u1161@example.com,not allowed (U+1112",
                "\u00BD@example.com,neither letter nor digit",
                "[::1,is none",
                "[],is none",
                "[1.2.3.4],is none",
                "[fe80::1%25eth0],is none",
                "[[::1]],is none",
                "[::g],is none",
                "[v1.x],is none",
            })
    void whatIsNoJidIsToldWhy(String text, String why) {
        assertThatExceptionOfType(JidException.class)
                .isThrownBy(() -> Jid.parse(text))
                .withMessageContaining("is not a JID: ")
                .withMessageContaining(why);
    }

    @Test
    void halfASurrogatePairIsRefusedInEveryPart() {
        for (String text :
                Set.of("\uD83D@example.com", "\uDE80.example", "example.com/\uD83D", "example.com/x\uDE80y")) {
            assertThatExceptionOfType(JidException.class).isThrownBy(() -> Jid.parse(text));
        }
    }

    @Test
    void aPartHasAtMost1023OctetsOnceItIsPrepared() {
        String longest = "a".repeat(1023);
        assertThat(Jid.of(longest, "example.com", longest).local()).isEqualTo(longest);
        assertThat(Jid.of("\u00E9".repeat(511), "example.com", null).local()).hasSize(511);
        // 512 of "e" and its accent are 1536 octets, and 1024 when composed
        assertThat(Jid.of("e\u0301".repeat(511), "example.com", null).local()).hasSize(511);

        for (String part :
                Set.of("a".repeat(1024), "\u00E9".repeat(512), "e\u0301".repeat(512), "x".repeat(1_000_000))) {
            assertThatExceptionOfType(JidException.class)
                    .isThrownBy(() -> Jid.of(part, "example.com", null))
                    .withMessageContaining("localpart is longer than 1023 octets");
            assertThatExceptionOfType(JidException.class)
                    .isThrownBy(() -> Jid.of(null, "example.com", part))
                    .withMessageContaining("resourcepart is longer than 1023 octets");
        }
        assertThatExceptionOfType(JidException.class)
                .isThrownBy(() -> Jid.domain("ab.".repeat(341) + "abc"))
                .withMessageContaining("domainpart is longer than 1023 octets");
        assertThat(Jid.domain("ab.".repeat(340) + "abc").domain()).hasSize(1023);
        assertThatExceptionOfType(JidException.class)
                .isThrownBy(() -> Jid.domain("a".repeat(64) + ".example"))
                .withMessageContaining("more than 63 octets");
        assertThatExceptionOfType(JidException.class)
                .isThrownBy(() -> Jid.domain("\u00FC".repeat(63) + ".example"))
                .withMessageContaining("more than 63 octets");
    }

    @Test
    void anErrorQuotesLittleAndNothingThatATerminalObeys() {
        assertThatExceptionOfType(JidException.class)
                .isThrownBy(() -> Jid.parse("\u001B[2J" + "x".repeat(500) + "\n@example.com"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250).matches("[ -~]*"));
    }

    @Test
    void romeosPhoneAndRomeo() {
        Jid phone = Jid.parse("romeo@montague.example/phone");
        Jid romeo = Jid.parse("romeo@montague.example");
        Jid montague = Jid.domain("montague.example");

        assertThat(phone.isFull()).isTrue();
        assertThat(phone.isBare()).isFalse();
        assertThat(phone.bare()).isEqualTo(romeo).isEqualTo(phone.withoutResource());
        assertThat(romeo.isBare()).isTrue();
        assertThat(romeo.isDomain()).isFalse();
        assertThat(romeo.bare()).isSameAs(romeo);
        assertThat(romeo.withResource("phone")).isEqualTo(phone);
        assertThat(montague.isDomain()).isTrue();
        assertThat(montague.withResource("phone").isDomain()).isFalse();
        assertThat(romeo).isNotEqualTo(montague).isNotEqualTo(phone);
        assertThatExceptionOfType(JidException.class).isThrownBy(() -> romeo.withResource(""));
    }

    @Test
    void onePartCannotPassAsTwo() {
        assertThatExceptionOfType(JidException.class).isThrownBy(() -> Jid.of("a/b", "example.com", null));
        assertThatExceptionOfType(JidException.class).isThrownBy(() -> Jid.of(null, "a@example.com", null));
        assertThatExceptionOfType(JidException.class).isThrownBy(() -> Jid.domain("example.com/x"));
    }

    @Test
    void whatNeedsUnicodeIsPreparedOnce() {
        long before = Jid.cacheStats().hitCount();

        Jid first = Jid.parse("ROMEO@cached.example");
        Jid second = Jid.parse("ROMEO@cached.example");

        assertThat(second).isSameAs(first);
        assertThat(Jid.cacheStats().hitCount()).isGreaterThan(before);
    }

    /** The look over ASCII must accept only what the whole preparation leaves as it is. */
    @Test
    void theShortWayAgreesWithTheLongOne() {
        for (char c = 0; c < 0x80; c++) {
            for (String around : Set.of("%s", "a%s", "%sa", "a%sb", "ab%s%sc", "a.%sb", "a%s.b")) {
                String label = around.replace("%s", Character.toString(c));
                if (Domainpart.isPlain(label)) {
                    assertThat(Domainpart.name(label)).isEqualTo(label);
                }
                if (c != '/' && isJid(label + "@example.com")) {
                    String local = Jid.parse(label + "@example.com").local();
                    assertThat(Precis.username(label + "\u00E9")).isEqualTo(local + "\u00E9");
                }
            }
        }
    }

    private static boolean isJid(String text) {
        try {
            Jid.parse(text);
            return true;
        } catch (JidException e) {
            return false;
        }
    }
}
