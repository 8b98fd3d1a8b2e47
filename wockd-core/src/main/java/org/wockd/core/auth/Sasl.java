package org.wockd.core.auth;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.wockd.core.store.ScramKeys;

/** What all log-ins of a server share; every stream gets its {@link Mechanisms} here. Safe for use by many threads. */
public final class Sasl {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_OCTETS = 24;

    private final Settings settings;
    private final Credentials credentials;
    private final ServerSecret secret;
    private final LoginLimits limits;
    private final Supplier<String> nonces;

    /**
     * What the configuration says.
     *
     * @param enabled the mechanisms that may be offered
     * @param iterations rounds of PBKDF2 for new passwords, at least {@value ScramSecrets#MIN_ITERATIONS}
     * @param tlsRequired whether nobody may log in before TLS; PLAIN never may
     */
    public record Settings(Set<Mechanism> enabled, int iterations, boolean tlsRequired) {

        /** Everything on, under TLS only. */
        public static final Settings DEFAULT =
                new Settings(Set.of(Mechanism.values()), ScramSecrets.DEFAULT_ITERATIONS, true);

        public Settings {
            enabled = Set.copyOf(enabled);
            if (iterations < ScramSecrets.MIN_ITERATIONS) {
                throw new IllegalArgumentException(iterations + " rounds of PBKDF2 are too few. Configure "
                        + ScramSecrets.MIN_ITERATIONS + " or more.");
            }
        }
    }

    public Sasl(Settings settings, Credentials credentials, ServerSecret secret, LoginLimits limits) {
        this(settings, credentials, secret, limits, Sasl::nonce);
    }

    /** With nonces of one's own, for the published test vectors. */
    Sasl(Settings settings, Credentials credentials, ServerSecret secret, LoginLimits limits, Supplier<String> nonces) {
        this.settings = settings;
        this.credentials = credentials;
        this.secret = secret;
        this.limits = limits;
        this.nonces = nonces;
    }

    /**
     * What a stream may use to log in.
     *
     * @param host the prepared domain of the stream's {@code to}
     * @param tls whether the stream is encrypted
     * @param bindings of its TLS connection; {@link ChannelBindings#NONE} without TLS and over WebSocket or BOSH
     * @param peer the address that tries are counted for
     */
    public Mechanisms forStream(String host, boolean tls, ChannelBindings bindings, InetAddress peer) {
        var login = new Login(host, credentials, secret, settings.iterations(), limits.from(peer));
        return new Mechanisms(settings, tls, bindings, login, nonces);
    }

    /** Keys for a new password with the configured number of rounds, for every hash function. */
    public Map<ScramKeys.Hash, ScramKeys> keysFor(String password) {
        return ScramSecrets.deriveAll(password, settings.iterations());
    }

    private static String nonce() {
        byte[] octets = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }
}
