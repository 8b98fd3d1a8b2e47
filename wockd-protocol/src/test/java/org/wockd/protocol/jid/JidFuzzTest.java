package org.wockd.protocol.jid;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import java.nio.charset.StandardCharsets;

/** Whatever stands in a {@code to}: it is a JID that survives the way out and in again, or a JidException. */
class JidFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void parsing(@NotNull @WithUtf8Length(max = 4096) String text) {
        Jid jid;
        try {
            jid = Jid.parse(text);
        } catch (JidException e) {
            assertThat(e.getMessage()).matches("[ -~]*");
            return;
        }
        assertThat(Jid.parse(jid.toString())).isEqualTo(jid);
        assertThat(Jid.of(jid.local(), jid.domain(), jid.resource())).isEqualTo(jid);
        assertThat(Jid.parse(jid.bare().toString())).isEqualTo(jid.bare());
        assertThat(jid.domain().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, Jid.PART_OCTETS);
        String local = jid.local();
        if (local != null) {
            assertThat(Precis.username(local)).isEqualTo(local);
            assertThat(local.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, Jid.PART_OCTETS);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void passwords(@NotNull @WithUtf8Length(max = 4096) String password) {
        try {
            String prepared = Precis.opaque(password);
            assertThat(Precis.opaque(prepared)).isEqualTo(prepared);
        } catch (PrecisException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        try {
            assertThat(Precis.saslprep(password)).isNotEmpty();
        } catch (PrecisException e) {
            assertThat(e).hasNoCause();
        }
    }
}
