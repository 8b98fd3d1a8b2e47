package org.wockd.core.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives each handshake the identity of the host that the client named (SNI, RFC 6066 §3), else that of the default
 * host.
 *
 * <p>An alias carries the generation of the identities that it was chosen from, and the generation before stays at hand:
 * so a reload between the choice and the use of an alias does not mix two identities.
 */
final class HostKeys extends X509ExtendedKeyManager {

    private volatile Generation current;
    private volatile Generation previous;

    /**
     * All identities at one time.
     *
     * @param byHost by the host's A-labels
     */
    record Generation(long number, Map<String, Identity> byHost, String defaultHost) {
        Generation {
            byHost = Map.copyOf(byHost);
        }
    }

    HostKeys(Generation first) {
        this.current = first;
        this.previous = first;
    }

    void replace(Map<String, Identity> byHost) {
        previous = current;
        current = new Generation(current.number() + 1, byHost, current.defaultHost());
    }

    Map<String, Identity> byHost() {
        return current.byHost();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        var generation = current;
        String host = host(engine, generation);
        var identity = generation.byHost().get(host);
        return identity != null && identity.serves(keyType) ? generation.number() + "/" + host : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        var identity = identity(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        var identity = identity(alias);
        return identity == null ? null : identity.key();
    }

    private @Nullable Identity identity(@Nullable String alias) {
        if (alias == null) {
            return null;
        }
        int slash = alias.indexOf('/');
        long number = Long.parseLong(alias, 0, slash, 10);
        var now = current;
        var before = previous;
        return (now.number() == number ? now : before).byHost().get(alias.substring(slash + 1));
    }

    private static String host(@Nullable SSLEngine engine, Generation generation) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                    String asked = HostNames.ascii(new SNIHostName(name.getEncoded()).getAsciiName());
                    return generation.byHost().containsKey(asked) ? asked : generation.defaultHost();
                }
            }
        }
        return generation.defaultHost();
    }

    @Override
    public String @Nullable [] getServerAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
