package org.wockd.core.tls;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.PrivateFiles;
import org.wockd.protocol.service.StartException;

/**
 * Reads a certificate chain and its private key from PEM files (RFC 7468): keys as PKCS#8, or in the older forms of
 * PKCS#1 and SEC 1.
 *
 * <p>Every failure is a {@link StartException} that says which file, why, and what to do.
 */
final class PemFiles {

    private static final long MAX_OCTETS = 1 << 20;

    private PemFiles() {}

    /** The identity in {@code chainFile} and {@code keyFile}, which may be the same file. */
    static Identity read(Path chainFile, Path keyFile) {
        var chain = chain(chainFile);
        var key = key(keyFile);
        int owner = ownerOf(key, chain);
        if (owner < 0) {
            throw wrong(
                    keyFile,
                    "does not belong to the certificate in " + chainFile + " (" + name(chain.getFirst()) + ")",
                    "Configure the key that the certificate was made with.");
        }
        if (owner > 0) {
            throw wrong(
                    chainFile,
                    "begins with the certificate of " + name(chain.getFirst()) + ", but the key is that of "
                            + name(chain.get(owner)),
                    "Put the server's own certificate first, and after it the one that signed it, and so on.");
        }
        return new Identity(chain, key);
    }

    /** The certificates in the file, in its order; at least one. */
    static List<X509Certificate> chain(Path file) {
        var converter = new JcaX509CertificateConverter();
        var chain = new ArrayList<X509Certificate>();
        try {
            for (Object object : objects(file)) {
                if (object instanceof X509CertificateHolder holder) {
                    chain.add(converter.getCertificate(holder));
                }
            }
        } catch (GeneralSecurityException e) {
            throw wrong(file, "has a certificate that cannot be read: " + e.getMessage(), "Fetch the file again.");
        }
        if (chain.isEmpty()) {
            throw wrong(
                    file,
                    "has no certificate in PEM form (\"-----BEGIN CERTIFICATE-----\")",
                    "Configure the file with the full chain, which is often called fullchain.pem.");
        }
        return chain;
    }

    /** The one private key in the file. */
    static PrivateKey key(Path file) {
        PrivateKeyInfo found = null;
        for (Object object : objects(file)) {
            var info = keyInfo(file, object);
            if (info != null && found != null) {
                throw wrong(file, "has more than one private key", "Leave only the certificate's own in it.");
            }
            found = info == null ? found : info;
        }
        if (found == null) {
            throw wrong(
                    file,
                    "has no private key in PEM form (\"-----BEGIN PRIVATE KEY-----\")",
                    "Configure the file with the key, which is often called privkey.pem.");
        }
        try {
            String kind = found.getPrivateKeyAlgorithm().getAlgorithm().getId();
            return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(found.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw wrong(
                    file,
                    "has a private key of a kind that this Java does not know",
                    "Take a key of the kind EC P-256 or RSA.");
        }
    }

    private static @Nullable PrivateKeyInfo keyInfo(Path file, Object object) {
        return switch (object) {
            case PrivateKeyInfo info -> info;
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            case PEMEncryptedKeyPair e -> throw encrypted(file);
            case PKCS8EncryptedPrivateKeyInfo e -> throw encrypted(file);
            default -> null;
        };
    }

    private static List<Object> objects(Path file) {
        var objects = new ArrayList<Object>();
        try (var parser = new PEMParser(new StringReader(text(file)))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof StartException known) {
                throw known;
            }
            // The parser's own words may quote what stands in the file, and that may be a key.
            throw wrong(file, "is not whole or not PEM", "Fetch or make it again.");
        }
        return objects;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_OCTETS) {
                throw wrong(file, "is larger than " + MAX_OCTETS + " octets", "Configure a PEM file.");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.FILE,
                    file + " cannot be read: " + PrivateFiles.reason(e)
                            + ". Check the path, and that the user who runs wockd may read the file and enter all"
                            + " folders above it.",
                    e);
        }
    }

    /** Which certificate of the chain the key belongs to, or -1. */
    private static int ownerOf(PrivateKey key, List<X509Certificate> chain) {
        for (int i = 0; i < chain.size(); i++) {
            if (belong(key, chain.get(i).getPublicKey())) {
                return i;
            }
        }
        return -1;
    }

    /** Signs and verifies: the one question that works alike for every kind of key. */
    private static boolean belong(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] message = {'w', 'o', 'c', 'k', 'd'};
        try {
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(message);
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(message);
            return verifier.verify(signer.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static StartException encrypted(Path file) {
        return wrong(
                file,
                "is locked with a passphrase, and nobody is there to type it",
                "Unlock it with \"openssl pkey -in " + file + " -out NEW\", let only wockd's user read NEW, and"
                        + " configure that.");
    }

    private static StartException wrong(Path file, String what, String advice) {
        return new StartException(ExitCode.CONFIGURATION, file + " " + what + ". " + advice);
    }
}
