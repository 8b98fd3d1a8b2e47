package org.wockd.core.auth;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The channel bindings of a TLS connection of the JDK, computed once after its handshake.
 *
 * <p>{@code tls-exporter} (RFC 9266) is there on TLS 1.3 only: on TLS 1.2 it asks for renegotiation to be off, which
 * the JDK decides for the whole process and not for one connection. {@code tls-server-end-point} (RFC 5929 §4) is there
 * unless the certificate's signature names no single hash function, as Ed25519 does.
 */
public final class TlsChannelBindings implements ChannelBindings {

    /** The type of RFC 9266. */
    public static final String EXPORTER = "tls-exporter";

    /** The type of RFC 5929 §4. */
    public static final String SERVER_END_POINT = "tls-server-end-point";

    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";
    private static final int EXPORTER_LENGTH = 32;

    private final Map<String, byte[]> data;

    /**
     * Takes the bindings from a session after its handshake.
     *
     * @param session the session of the server's or of the client's end
     * @param server the certificate that the server showed
     */
    public TlsChannelBindings(ExtendedSSLSession session, X509Certificate server) {
        var found = new LinkedHashMap<String, byte[]>();
        byte[] exported = exporter(session);
        if (exported != null) {
            found.put(EXPORTER, exported);
        }
        byte[] endPoint = serverEndPoint(server);
        if (endPoint != null) {
            found.put(SERVER_END_POINT, endPoint);
        }
        this.data = Collections.unmodifiableMap(found);
    }

    @Override
    public byte @Nullable [] data(String type) {
        byte[] found = data.get(type);
        return found == null ? null : found.clone();
    }

    @Override
    public Set<String> types() {
        return data.keySet();
    }

    private static byte @Nullable [] exporter(ExtendedSSLSession session) {
        if (!"TLSv1.3".equals(session.getProtocol())) {
            return null;
        }
        try {
            return session.exportKeyingMaterialData(EXPORTER_LABEL, new byte[0], EXPORTER_LENGTH);
        } catch (SSLException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** The hash of the certificate, by the rule of RFC 5929 §4.1; null where that rule leaves it undefined. */
    static byte @Nullable [] serverEndPoint(X509Certificate certificate) {
        String hash = signatureHash(certificate);
        if (hash == null) {
            return null;
        }
        try {
            return MessageDigest.getInstance(hash).digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static @Nullable String signatureHash(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        String hash = algorithm.equals("RSASSA-PSS") ? pssHash(certificate) : namedHash(algorithm);
        if (hash == null) {
            return null;
        }
        return switch (hash) {
            case "MD5", "SHA1", "SHA-1" -> "SHA-256";
            case "SHA224", "SHA256", "SHA384", "SHA512" -> "SHA-" + hash.substring(3);
            default -> hash;
        };
    }

    private static @Nullable String namedHash(String algorithm) {
        int with = algorithm.indexOf("WITH");
        return with <= 0 ? null : algorithm.substring(0, with);
    }

    private static @Nullable String pssHash(X509Certificate certificate) {
        try {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            var pss = parameters.getParameterSpec(PSSParameterSpec.class);
            boolean oneHash = pss.getMGFParameters() instanceof MGF1ParameterSpec mask
                    && mask.getDigestAlgorithm().equalsIgnoreCase(pss.getDigestAlgorithm());
            return oneHash ? pss.getDigestAlgorithm().toUpperCase(Locale.ROOT) : null;
        } catch (java.io.IOException | InvalidParameterSpecException | java.security.NoSuchAlgorithmException e) {
            return null;
        }
    }
}
