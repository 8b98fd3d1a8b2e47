package org.wockd.core.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * Makes a certificate for a server that is signed with its own key, EC P-256, valid ten years.
 *
 * <p>It is done once in years, and loads a large library; so no other class that a start needs may name that library.
 */
final class CertificateMaker {

    private static final Duration VALID = Duration.ofDays(3650);
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
    private static final String CURVE = "secp256r1";
    private static final int P256_BITS = 256;
    private static final int SERIAL_BITS = 127;

    private CertificateMaker() {}

    /** Whether a certificate can be made for {@code key}: whether it is one of EC P-256. */
    static boolean takes(PrivateKey key) {
        return key instanceof ECPrivateKey ec && ec.getParams().getOrder().bitLength() == P256_BITS;
    }

    /**
     * The certificate in DER.
     *
     * @param hosts prepared domains
     * @param key one that {@link #takes} is true for
     * @param now when it is made
     */
    static byte[] make(List<String> hosts, PrivateKey key, Instant now) throws GeneralSecurityException, IOException {
        var name = new X500NameBuilder()
                .addRDN(BCStyle.CN, HostNames.ascii(hosts.getFirst()))
                .build();
        var builder = new X509v3CertificateBuilder(
                name,
                new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
                Date.from(now.minus(CLOCKS_DIFFER)),
                Date.from(now.plus(VALID)),
                name,
                publicKey((ECPrivateKey) key));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names(hosts)));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))
                    .getEncoded();
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    /** The point on the curve that belongs to the key, so that the key file alone is the truth. */
    private static SubjectPublicKeyInfo publicKey(ECPrivateKey key) {
        var point =
                ECNamedCurveTable.getByName(CURVE).getG().multiply(key.getS()).normalize();
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
        return new SubjectPublicKeyInfo(algorithm, point.getEncoded(false));
    }

    private static GeneralName[] names(List<String> hosts) {
        return hosts.stream()
                .map(HostNames::ascii)
                .distinct()
                .map(host ->
                        new GeneralName(IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new);
    }
}
