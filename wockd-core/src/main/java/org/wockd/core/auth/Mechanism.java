package org.wockd.core.auth;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.ScramKeys.Hash;

/** The SASL mechanisms that exist here, the strongest first: they are offered in this order. */
public enum Mechanism {
    SCRAM_SHA_512_PLUS("SCRAM-SHA-512-PLUS", Hash.SHA_512, true),
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS", Hash.SHA_256, true),
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS", Hash.SHA_1, true),
    SCRAM_SHA_512("SCRAM-SHA-512", Hash.SHA_512, false),
    SCRAM_SHA_256("SCRAM-SHA-256", Hash.SHA_256, false),
    SCRAM_SHA_1("SCRAM-SHA-1", Hash.SHA_1, false),
    PLAIN("PLAIN", null, false);

    private final String saslName;
    private final @Nullable Hash hash;
    private final boolean plus;

    Mechanism(String saslName, @Nullable Hash hash, boolean plus) {
        this.saslName = saslName;
        this.hash = hash;
        this.plus = plus;
    }

    /** The mechanism of a name as it stands in the stream, exact to the letter (RFC 4422 §3.1). */
    public static Optional<Mechanism> named(String saslName) {
        return Arrays.stream(values()).filter(m -> m.saslName.equals(saslName)).findFirst();
    }

    /** The registered name. */
    public String saslName() {
        return saslName;
    }

    /** The hash function of a SCRAM mechanism, null for PLAIN. */
    public @Nullable Hash hash() {
        return hash;
    }

    /** Whether the mechanism binds to the channel. */
    public boolean plus() {
        return plus;
    }
}
