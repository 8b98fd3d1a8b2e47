package org.wockd.core.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;

/** The arithmetic of SCRAM (RFC 5802 §3): from a password to the keys that are stored, and the checks against them. */
public final class ScramSecrets {

    /** Rounds of PBKDF2 where the configuration says nothing. */
    public static final int DEFAULT_ITERATIONS = 10_000;

    /** The fewest rounds allowed (RFC 7677 §4). */
    public static final int MIN_ITERATIONS = 4_096;

    /** Octets of a fresh salt. */
    public static final int SALT_LENGTH = 16;

    private static final byte[] CLIENT_KEY = "Client Key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_KEY = "Server Key".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private ScramSecrets() {}

    /**
     * The keys to store for a new password. Takes some milliseconds, so not on an event loop.
     *
     * @param password as typed; SASLprep (RFC 4013) is applied here
     * @param iterations rounds of PBKDF2, at least {@value #MIN_ITERATIONS}
     * @param salt at least one octet, {@value #SALT_LENGTH} random ones for a new password
     * @throws IllegalArgumentException with a text for the user where the password cannot be one
     */
    public static ScramKeys derive(String password, Hash hash, int iterations, byte[] salt) {
        if (iterations < MIN_ITERATIONS) {
            throw new IllegalArgumentException(iterations + " rounds of PBKDF2 are too few (RFC 7677 §4). Take "
                    + MIN_ITERATIONS + " or more; the default is " + DEFAULT_ITERATIONS + ".");
        }
        byte[] salted = saltedPassword(Preparation.password(password), hash, iterations, salt);
        byte[] storedKey = digest(hash, hmac(hash, salted, CLIENT_KEY));
        return new ScramKeys(hash, salt.clone(), iterations, storedKey, hmac(hash, salted, SERVER_KEY));
    }

    /** The keys for every hash function, each with a salt of its own: what a password change stores. */
    public static Map<Hash, ScramKeys> deriveAll(String password, int iterations) {
        var keys = new EnumMap<Hash, ScramKeys>(Hash.class);
        for (var hash : Hash.values()) {
            keys.put(hash, derive(password, hash, iterations, freshSalt()));
        }
        return Collections.unmodifiableMap(keys);
    }

    /** Whether a password is the one the keys were made of; compares in constant time. */
    public static boolean matches(String password, ScramKeys keys) {
        byte[] salted = saltedPassword(Preparation.password(password), keys.hash(), keys.iterations(), keys.salt());
        byte[] storedKey = digest(keys.hash(), hmac(keys.hash(), salted, CLIENT_KEY));
        return MessageDigest.isEqual(storedKey, keys.storedKey());
    }

    /** Whether a client's proof was made with the password behind the keys (RFC 5802 §3, "ClientProof"). */
    static boolean proves(byte[] proof, byte[] authMessage, ScramKeys keys) {
        byte[] clientKey = hmac(keys.hash(), keys.storedKey(), authMessage);
        if (proof.length != clientKey.length) {
            return false;
        }
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= proof[i];
        }
        return MessageDigest.isEqual(digest(keys.hash(), clientKey), keys.storedKey());
    }

    /** What the server proves itself with (RFC 5802 §3, "ServerSignature"). */
    static byte[] serverSignature(byte[] authMessage, ScramKeys keys) {
        return hmac(keys.hash(), keys.serverKey(), authMessage);
    }

    static byte[] saltedPassword(String prepared, Hash hash, int iterations, byte[] salt) {
        var spec = new PBEKeySpec(prepared.toCharArray(), salt, iterations, length(hash) * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2With" + hash.mac())
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no PBKDF2 with " + hash.mac() + ".", e);
        } finally {
            spec.clearPassword();
        }
    }

    static byte[] hmac(Hash hash, byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance(hash.mac());
            mac.init(new SecretKeySpec(key, hash.mac()));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + hash.mac() + ".", e);
        }
    }

    static byte[] freshSalt() {
        byte[] salt = new byte[SALT_LENGTH];
        RANDOM.nextBytes(salt);
        return salt;
    }

    static int length(Hash hash) {
        return switch (hash) {
            case SHA_1 -> 20;
            case SHA_256 -> 32;
            case SHA_512 -> 64;
        };
    }

    private static byte[] digest(Hash hash, byte[] message) {
        try {
            return MessageDigest.getInstance(hash.digest()).digest(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + hash.digest() + ".", e);
        }
    }
}
