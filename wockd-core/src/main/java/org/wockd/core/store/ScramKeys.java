package org.wockd.core.store;

import java.util.Arrays;

/**
 * What is stored of a password for one hash function, enough to check it and useless to log in elsewhere (RFC 5802 §3).
 *
 * @param hash the hash function that made the keys
 * @param salt random octets, at least 16
 * @param iterations rounds of PBKDF2, at least 4,096
 * @param storedKey H(ClientKey), as long as the hash
 * @param serverKey HMAC(SaltedPassword, "Server Key"), as long as the hash
 */
public record ScramKeys(Hash hash, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {

    /** The hash functions of the SCRAM family (RFC 5802, RFC 7677, and SHA-512 by the same pattern). */
    public enum Hash {
        SHA_1("SHA-1", "HmacSHA1"),
        SHA_256("SHA-256", "HmacSHA256"),
        SHA_512("SHA-512", "HmacSHA512");

        private final String digest;
        private final String mac;

        Hash(String digest, String mac) {
            this.digest = digest;
            this.mac = mac;
        }

        /** The name that {@link java.security.MessageDigest} knows, and that follows "SCRAM-" in a mechanism's name. */
        public String digest() {
            return digest;
        }

        /** The name that {@link javax.crypto.Mac} knows. */
        public String mac() {
            return mac;
        }
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ScramKeys k
                && hash == k.hash
                && iterations == k.iterations
                && Arrays.equals(salt, k.salt)
                && Arrays.equals(storedKey, k.storedKey)
                && Arrays.equals(serverKey, k.serverKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(storedKey);
    }

    /** Names the hash and the rounds only: keys do not belong into logs. */
    @Override
    public String toString() {
        return "ScramKeys[" + hash + ", " + iterations + "]";
    }
}
