package org.wockd.core.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
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
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final String CURVE = "secp256r1";

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
            if (!CertificateMaker.takes(key)) {
                throw notOurs();
            }
            PrivateFiles.replace(chainFile, pem("CERTIFICATE", CertificateMaker.make(hosts, key, clock.instant())));
            LOG.info("Made a self-signed certificate for {} in {}.", String.join(", ", hosts), chainFile);
            return PemFiles.read(chainFile, keyFile);
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.FILE,
                    "The self-signed certificate cannot be kept in " + chainFile.getParent() + ": "
                            + PrivateFiles.reason(e) + ". Let the user who runs wockd write there, or configure a"
                            + " certificate.",
                    e);
        } catch (GeneralSecurityException e) {
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

    private StartException notOurs() {
        return new StartException(
                ExitCode.CONFIGURATION,
                keyFile + " is not the EC P-256 key that wockd made. Put that back, or remove the file and start"
                        + " again: then clients ask once whether to trust the new certificate.");
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
