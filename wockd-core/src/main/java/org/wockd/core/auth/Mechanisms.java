package org.wockd.core.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The mechanisms of one stream as it is now: what to offer, and the start of an exchange.
 *
 * <p>PLAIN is offered under TLS unless it is switched off: slixmpp, after failing with -PLUS, falls back to it.
 */
public final class Mechanisms {

    private final Sasl.Settings settings;
    private final boolean tls;
    private final ChannelBindings bindings;
    private final Login login;
    private final Supplier<String> nonces;
    private final List<Mechanism> offered;

    Mechanisms(Sasl.Settings settings, boolean tls, ChannelBindings bindings, Login login, Supplier<String> nonces) {
        this.settings = settings;
        this.tls = tls;
        this.login = login;
        this.nonces = nonces;
        this.offered = Arrays.stream(Mechanism.values())
                .filter(m -> possible(m, bindings.types()))
                .toList();
        this.bindings = offered.stream().anyMatch(Mechanism::plus) ? bindings : ChannelBindings.NONE;
    }

    private boolean possible(Mechanism mechanism, Set<String> types) {
        boolean secure = tls || (!settings.tlsRequired() && mechanism != Mechanism.PLAIN);
        boolean bindable = tls && !types.isEmpty();
        return settings.enabled().contains(mechanism) && secure && (!mechanism.plus() || bindable);
    }

    /** The names to offer (RFC 6120 §6.3.3), the strongest first; none where TLS must come first. */
    public List<String> offered() {
        return offered.stream().map(Mechanism::saslName).toList();
    }

    /** The channel-binding types to announce (XEP-0440), the best first; none where no -PLUS is offered. */
    public List<String> channelBindingTypes() {
        return List.copyOf(bindings.types());
    }

    /**
     * Begins to log in. Reads the store, so not on an event loop.
     *
     * @param mechanism the name in {@code <auth/>}
     * @param initialResponse its octets, of length 0 for "=", null where it is empty
     * @return the exchange, which has its first answer in {@link Exchange#step()}; also a refusal is one
     */
    public Exchange begin(String mechanism, byte @Nullable [] initialResponse) {
        var chosen = Mechanism.named(mechanism).orElse(null);
        if (chosen == null || !settings.enabled().contains(chosen)) {
            return Exchange.refused(
                    SaslCondition.INVALID_MECHANISM,
                    "This mechanism is not offered, only " + String.join(", ", offered()) + ".");
        }
        if (!offered.contains(chosen)) {
            return tls
                    ? Exchange.refused(
                            SaslCondition.INVALID_MECHANISM,
                            chosen.saslName() + " cannot be used on this connection, because it has no channel"
                                    + " binding. Take the mechanism without -PLUS.")
                    : Exchange.refused(
                            SaslCondition.ENCRYPTION_REQUIRED,
                            chosen.saslName() + " may be used under TLS only. Begin with <starttls/>.");
        }
        return Exchange.begin(stage(chosen), initialResponse);
    }

    private Stage stage(Mechanism mechanism) {
        var hash = mechanism.hash();
        return hash == null ? new Plain(login) : new Scram(hash, mechanism.plus(), bindings, login, nonces);
    }
}
