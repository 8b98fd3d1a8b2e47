package org.wockd.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client's SCRAM, by the exchanges that are printed in RFC 5802 §5 and RFC 7677 §3. */
class ScramTest {
    private static final Account USER = new Account("user", "pencil");
    private static final String CHALLENGE = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";

    @Test
    void sha1AsInRfc5802() throws LoginException {
        Scram scram = new Scram("SHA-1", USER, "fyko+d2lbbFgONRv9qkxdawL");

        assertThat(scram.first()).isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        assertThat(scram.answer(CHALLENGE))
                .isEqualTo("c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        scram.check("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    }

    @Test
    void sha256AsInRfc7677() throws LoginException {
        Scram scram = new Scram("SHA-256", USER, "rOprNGfwEbeRWgbNEkqO");

        assertThat(scram.first()).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        assertThat(scram.answer(
                        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
                .isEqualTo("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        scram.check("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void aServerThatDoesNotKnowThePasswordIsNotBelieved() throws LoginException {
        Scram scram = new Scram("SHA-1", USER, "fyko+d2lbbFgONRv9qkxdawL");
        String _ = scram.answer(CHALLENGE);

        assertThatThrownBy(() -> scram.check("v=AAAAAAAAAAAAAAAAAAAAAAAAAAA="))
                .isInstanceOf(LoginException.class)
                .hasMessageContaining("has not shown that it knows the password");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "r=other,s=QSXCR+Q6sek8bf92,i=4096 | does not continue",
                "r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096 | does not continue",
                "r=fyko+d2lbbFgONRv9qkxdawL3r,i=4096 | 's=' is missing",
                "r=fyko+d2lbbFgONRv9qkxdawL3r,s=QSXCR+Q6sek8bf92,i=many | no number",
                "r=fyko+d2lbbFgONRv9qkxdawL3r,s=QSXCR+Q6sek8bf92,i=0 | out of range",
                "hello | no message of SCRAM"
            })
    void aBadChallengeIsTold(String challenge, String told) {
        Scram scram = new Scram("SHA-1", USER, "fyko+d2lbbFgONRv9qkxdawL");

        assertThatThrownBy(() -> scram.answer(challenge))
                .isInstanceOf(LoginException.class)
                .hasMessageContaining(told);
    }
}
