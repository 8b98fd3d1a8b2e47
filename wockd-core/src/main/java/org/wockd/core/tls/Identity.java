package org.wockd.core.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key and the certificates that vouch for it.
 *
 * @param chain the server's own certificate first; not empty
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {

    Identity {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Whether the key is of the sort that the JDK's TLS asks for, such as "EC", "RSA" or "EdDSA". */
    boolean serves(@Nullable String keyType) {
        return certificate().getPublicKey().getAlgorithm().equals(keyType);
    }

    /** Names the certificate only. */
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal() + ", until "
                + certificate().getNotAfter().toInstant() + "]";
    }
}
