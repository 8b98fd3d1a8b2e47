package org.wockd.core.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final String BEGIN = "-----BEGIN ";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> KINDS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS", "DSA");

    /**
     * What stands between two lines of a file.
     *
     * @param label what the lines say it is
     * @param text itself, mostly base64
     */
    private record Block(String label, String text) {
        byte[] octets() {
            return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
        }
    }

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
        var chain = new ArrayList<X509Certificate>();
        for (Block block : blocks(file)) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                chain.add(certificate(file, block));
            }
        }
        if (chain.isEmpty()) {
            throw wrong(
                    file,
                    "has no certificate in PEM form (\"-----BEGIN CERTIFICATE-----\")",
                    "Configure the file with the full chain, which is often called fullchain.pem.");
        }
        return chain;
    }

    private static X509Certificate certificate(Path file, Block block) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.octets()));
        } catch (GeneralSecurityException e) {
            throw wrong(file, "has a certificate that cannot be read: " + e.getMessage(), "Fetch the file again.");
        } catch (IllegalArgumentException e) {
            throw notWhole(file);
        }
    }

    /** The one private key in the file. */
    static PrivateKey key(Path file) {
        Block found = null;
        for (Block block : blocks(file)) {
            if (block.label().endsWith("PRIVATE KEY")) {
                if (found != null) {
                    throw wrong(file, "has more than one private key", "Leave only the certificate's own in it.");
                }
                found = block;
            }
        }
        if (found == null) {
            throw wrong(
                    file,
                    "has no private key in PEM form (\"-----BEGIN PRIVATE KEY-----\")",
                    "Configure the file with the key, which is often called privkey.pem.");
        }
        try {
            return key(pkcs8(file, found));
        } catch (GeneralSecurityException e) {
            throw wrong(
                    file,
                    "has a private key of a kind that this Java does not know",
                    "Take a key of the kind EC P-256 or RSA.");
        }
    }

    /** The key as PKCS#8; the parser of the older forms is loaded where there is one. */
    private static byte[] pkcs8(Path file, Block block) {
        if (block.label().startsWith("ENCRYPTED") || block.text().contains("ENCRYPTED")) {
            throw encrypted(file);
        }
        try {
            return block.label().equals("PRIVATE KEY")
                    ? block.octets()
                    : OlderKeys.toPkcs8(block.label(), block.octets());
        } catch (IllegalArgumentException e) {
            // The decoder's own words may quote what stands in the file, and that is a key.
            throw notWhole(file);
        }
    }

    /** Each kind of key refuses the others. */
    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        GeneralSecurityException refusal = new InvalidKeySpecException();
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                refusal = e;
            }
        }
        throw refusal;
    }

    private static List<Block> blocks(Path file) {
        String text = text(file);
        var blocks = new ArrayList<Block>();
        Matcher matcher = BLOCK.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (text.substring(end, matcher.start()).contains(BEGIN)
                    || matcher.group(2).contains(BEGIN)) {
                throw notWhole(file);
            }
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
            end = matcher.end();
        }
        if (text.substring(end).contains(BEGIN)) {
            throw notWhole(file);
        }
        return blocks;
    }

    private static StartException notWhole(Path file) {
        return wrong(file, "is not whole or not PEM", "Fetch or make it again.");
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
