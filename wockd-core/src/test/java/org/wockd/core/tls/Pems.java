package org.wockd.core.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A small certification authority for the tests: every certificate signs itself. */
record Pems(KeyPair pair, X509CertificateHolder certificate) {

    static Pems ec(String host) {
        return make(host, "EC", 256, "SHA256withECDSA", Instant.now().plus(Duration.ofDays(90)));
    }

    static Pems make(String host, String kind, int bits, String signature, Instant until) {
        try {
            var generator = KeyPairGenerator.getInstance(kind);
            if (bits > 0) {
                generator.initialize(bits);
            }
            var pair = generator.generateKeyPair();
            var name = new X500Name("CN=" + host);
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(until.minus(Duration.ofDays(365))),
                    Date.from(until),
                    name,
                    pair.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
            return new Pems(pair, builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    String chain() {
        return pem(certificate);
    }

    /** PKCS#1 or SEC 1. */
    String oldKey() {
        try {
            return pair.getPrivate() instanceof ECPrivateKey ec ? sec1(ec) : pem(pair.getPrivate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As OpenSSL writes it, with the curve; the writer of the library leaves that out for keys of the JDK. */
    private String sec1(ECPrivateKey key) throws IOException {
        var curve = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())
                .getAlgorithm()
                .getParameters();
        int bits = key.getParams().getOrder().bitLength();
        var structure = new org.bouncycastle.asn1.sec.ECPrivateKey(bits, key.getS(), curve);
        return pem(new PemObject("EC PRIVATE KEY", structure.getEncoded()));
    }

    String key() {
        try {
            return pem(new JcaPKCS8Generator(pair.getPrivate(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String pem(Object object) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Puts chain and key into the folder as a careful tool does: each file whole, by a rename. */
    Certificates.Host into(Path folder, String host) {
        var chain = folder.resolve(host + ".crt");
        var key = folder.resolve(host + ".key");
        replace(chain, chain());
        replace(key, key());
        return Certificates.Host.withFiles(host, chain, key);
    }

    static void replace(Path file, String text) {
        try {
            var draft = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
