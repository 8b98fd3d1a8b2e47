package org.wockd.core.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashSet;
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
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.PrivateFiles;
import org.wockd.protocol.service.StartException;

/**
 * The certificate that wockd makes for itself when none is configured: EC P-256, valid ten years, one for all hosts.
 *
 * <p>The key is made once and kept; the certificate is made anew from it when hosts were added or its end is near, so
 * that clients which pinned the key stay content.
 */
final class SelfSigned {

    private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);
    private static final Duration VALID = Duration.ofDays(3650);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
    private static final String CURVE = "secp256r1";
    private static final int P256_BITS = 256;
    private static final int SERIAL_BITS = 127;

    private final Path keyFile;
    private final Path chainFile;
    private final InstantSource clock;

    SelfSigned(Path folder, InstantSource clock) {
        this.keyFile = folder.resolve("self-signed.key.pem");
        this.chainFile = folder.resolve("self-signed.crt.pem");
        this.clock = clock;
    }

    /** The identity for {@code hosts} (prepared domains), from the files or made now. */
    Identity identity(List<String> hosts) {
        try {
            if (!Files.exists(keyFile)) {
                PrivateFiles.replace(keyFile, pem("PRIVATE KEY", newKey().getEncoded()));
            }
            if (Files.exists(chainFile) && stillGood(PemFiles.chain(chainFile).getFirst(), hosts)) {
                return PemFiles.read(chainFile, keyFile);
            }
            var key = PemFiles.key(keyFile);
            PrivateFiles.replace(
                    chainFile, pem("CERTIFICATE", certificate(hosts, key).getEncoded()));
            LOG.info("Made a self-signed certificate for {} in {}.", String.join(", ", hosts), chainFile);
            return PemFiles.read(chainFile, keyFile);
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.FILE,
                    "The self-signed certificate cannot be kept in " + chainFile.getParent() + ": "
                            + PrivateFiles.reason(e) + ". Let the user who runs wockd write there, or configure a"
                            + " certificate.",
                    e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new StartException(
                    ExitCode.SOFTWARE,
                    "This Java cannot make a self-signed certificate: " + e.getMessage()
                            + ". Configure a certificate, or remove " + keyFile + " if it is no EC P-256 key.",
                    e);
        }
    }

    private boolean stillGood(X509Certificate certificate, List<String> hosts) throws GeneralSecurityException {
        var names = new LinkedHashSet<String>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            alternatives.forEach(entry -> names.add(String.valueOf(entry.get(1))));
        }
        boolean covers = hosts.stream().allMatch(host -> names.contains(HostNames.ascii(host)));
        var end = certificate.getNotAfter().toInstant();
        return covers && clock.instant().plus(RENEW_BEFORE).isBefore(end);
    }

    private X509CertificateHolder certificate(List<String> hosts, PrivateKey key)
            throws OperatorCreationException, IOException {
        var now = clock.instant();
        var name = new X500NameBuilder()
                .addRDN(BCStyle.CN, HostNames.ascii(hosts.getFirst()))
                .build();
        var builder = new X509v3CertificateBuilder(
                name,
                new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
                Date.from(now.minus(CLOCKS_DIFFER)),
                Date.from(now.plus(VALID)),
                name,
                publicKey(key));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names(hosts)));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key));
    }

    /** The point on the curve that belongs to the key, so that the key file alone is the truth. */
    private SubjectPublicKeyInfo publicKey(PrivateKey key) {
        if (!(key instanceof ECPrivateKey ec) || ec.getParams().getOrder().bitLength() != P256_BITS) {
            throw new StartException(
                    ExitCode.CONFIGURATION,
                    keyFile + " is not the EC P-256 key that wockd made. Put that back, or remove the file and start"
                            + " again: then clients ask once whether to trust the new certificate.");
        }
        var point =
                ECNamedCurveTable.getByName(CURVE).getG().multiply(ec.getS()).normalize();
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

    private static PrivateKey newKey() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        return generator.generateKeyPair().getPrivate();
    }

    private static String pem(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
