package org.wockd.core.tls;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Private keys in the forms that each kind had of its own before PKCS#8: PKCS#1 (RFC 8017 A.1.2) and SEC 1 (RFC 5915). */
final class OlderKeys {

    private OlderKeys() {}

    /**
     * The same key as PKCS#8.
     *
     * @param label that of the PEM file, such as {@code EC PRIVATE KEY}
     * @param octets the key in DER
     * @throws IllegalArgumentException where it is no such key
     */
    static byte[] toPkcs8(String label, byte[] octets) {
        try {
            ASN1Sequence content = ASN1Sequence.getInstance(octets);
            PrivateKeyInfo info = switch (label) {
                case "RSA PRIVATE KEY" ->
                    new PrivateKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                            RSAPrivateKey.getInstance(content));
                case "EC PRIVATE KEY" -> ofCurve(ECPrivateKey.getInstance(content));
                default -> throw new IllegalArgumentException("no key of a known kind");
            };
            return info.getEncoded();
        } catch (IOException e) {
            throw new IllegalArgumentException("no key in DER", e);
        }
    }

    private static PrivateKeyInfo ofCurve(ECPrivateKey key) throws IOException {
        if (!(key.getParametersObject() instanceof ASN1ObjectIdentifier curve)) {
            throw new IllegalArgumentException("a key that does not name its curve");
        }
        return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
    }
}
