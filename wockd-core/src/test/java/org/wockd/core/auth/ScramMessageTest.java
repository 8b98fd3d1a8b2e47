package org.wockd.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.core.auth.ScramMessage.Gs2Flag;

class ScramMessageTest {

    @Test
    void aFirstMessageIsTakenApart() throws Exception {
        var first = ScramMessage.first(Utf8.encode("p=tls-exporter,a=r=3Do,n=j=2Cl=3Dt,r=abc,x=ext,Y=other"));
        assertThat(first.flag()).isEqualTo(new Gs2Flag.Binds("tls-exporter"));
        assertThat(first.header()).isEqualTo("p=tls-exporter,a=r=3Do,");
        assertThat(first.bare()).isEqualTo("n=j=2Cl=3Dt,r=abc,x=ext,Y=other");
        assertThat(first.authzid()).isEqualTo("r=o");
        assertThat(first.username()).isEqualTo("j,l=t");
        assertThat(first.nonce()).isEqualTo("abc");
    }

    @Test
    void aLastMessageIsTakenApart() throws Exception {
        var last = ScramMessage.last(Utf8.encode("c=biws,r=abc,x=ext,p=AAEC"));
        assertThat(last.withoutProof()).isEqualTo("c=biws,r=abc,x=ext");
        assertThat(last.binding()).isEqualTo(Utf8.encode("n,,"));
        assertThat(last.nonce()).isEqualTo("abc");
        assertThat(last.proof()).containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "n",
                "n,,",
                "n,,n=a",
                "n,,r=b,n=a",
                "n,,n=a,n=a,r=b",
                "n,,n=a,r=b,r=b",
                "n,,n=,r=b",
                "n,,n=a,r=",
                "n,,m=x,n=a,r=b",
                "n,,n=a,r=b,m=x",
                "n,,n=a=,r=b",
                "n,,n=a=2c,r=b",
                "n,,n=a=2,r=b",
                "n,a=,n=a,r=b",
                "n,b=x,n=a,r=b",
                "x,,n=a,r=b",
                "p=,,n=a,r=b",
                "p,,n=a,r=b",
                "p=tls_exporter,,n=a,r=b",
                "N,,n=a,r=b",
                "nn,,n=a,r=b",
                "n,,n=a,r=b,",
                "n,,n=a,r=b,x=",
                "n,,n=a,r=b,x",
                "n,,n=a,r=b,1=x",
                "n,,n=a,r=b,x=1,x=2",
                "n,,n=a,r=b,a=x",
                "n,,n=a,r=b c",
                "n,,n=a,r=\u00e9",
                "n,,n=a\0,r=b",
                "n,,,n=a,r=b"
            })
    void aMalformedFirstMessageIsRefused(String message) {
        assertThatThrownBy(() -> ScramMessage.first(Utf8.encode(message))).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=abc",
                "r=abc,c=biws,p=AAEC",
                "c=biws,p=AAEC,r=abc",
                "c=biws,r=abc,p=AAEC,x=y",
                "c=biws,c=biws,r=abc,p=AAEC",
                "c=biws,r=abc,r=abc,p=AAEC",
                "c=biws,r=abc,p=AAEC,p=AAEC",
                "c=biws,r=abc,m=x,p=AAEC",
                "c=bi ws,r=abc,p=AAEC",
                "c=biws,r=abc,p=AAE",
                "c=biws,r=abc,p=Zh==",
                "c=,r=abc,p=AAEC",
                "c=biws,r=,p=AAEC",
                "c=biws,r=abc,p=",
                "c=biws,r=abc,,p=AAEC"
            })
    void aMalformedLastMessageIsRefused(String message) {
        assertThatThrownBy(() -> ScramMessage.last(Utf8.encode(message))).isInstanceOf(Refusal.class);
    }

    @Test
    void badUtf8AndALongNonceAreRefused() {
        assertThatThrownBy(() -> ScramMessage.first(new byte[] {'n', ',', ',', 'n', '=', (byte) 0xC0, (byte) 0x80}))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> ScramMessage.first(Utf8.encode("n,,n=a,r=" + "b".repeat(513))))
                .isInstanceOf(Refusal.class);
    }

    /** What is read can be put together again to the very octets that came, and nothing but a refusal is thrown. */
    @FuzzTest(maxDuration = "3m")
    void anyOctetsAreReadWhollyOrRefused(byte[] message) {
        try {
            var first = ScramMessage.first(message);
            assertThat(Utf8.encode(first.header() + first.bare())).isEqualTo(message);
            assertThat(first.username()).isNotEmpty();
            assertThat(first.nonce()).matches("[!-~&&[^,]]{1,512}");
        } catch (Refusal refused) {
            assertThat(refused.step().condition()).isEqualTo(SaslCondition.MALFORMED_REQUEST);
        }
        try {
            var last = ScramMessage.last(message);
            String again = last.withoutProof() + ",p=" + SaslBase64.encode(last.proof());
            assertThat(Utf8.encode(again)).isEqualTo(message);
            assertThat(again).startsWith("c=" + SaslBase64.encode(last.binding()) + ",r=" + last.nonce() + ",");
        } catch (Refusal refused) {
            assertThat(refused.step().condition()).isEqualTo(SaslCondition.MALFORMED_REQUEST);
        }
    }
}
