package org.wockd.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The client of one SCRAM exchange without channel binding (RFC 5802 §5, RFC 7677): {@link #first}, then {@link #answer} to
 * the challenge, then {@link #check} of what comes with success.
 */
final class Scram {
    private static final String HEADER = "n,,";
    private static final String HEADER_BASE64 = "biws";
    /** No server asks for more, unless it is to keep the client busy. */
    private static final int MAX_ITERATIONS = 10_000_000;

    /** The last one; a client may keep it (RFC 5802 §5.1), and accounts that are copies of each other share it. */
    private static volatile @Nullable Salted lastSalted;

    private record Salted(String hash, String password, int iterations, byte[] salt, byte[] salted) {
        boolean fits(String otherHash, String otherPassword, int otherIterations, byte[] otherSalt) {
            return iterations == otherIterations
                    && hash.equals(otherHash)
                    && password.equals(otherPassword)
                    && Arrays.equals(salt, otherSalt);
        }
    }

    private final String hash;
    private final String nonce;
    private final Account account;
    private byte[] serverSignature = {};

    /**
     * @param hash as SHA-256
     * @param nonce printable, without a comma, never used before
     */
    Scram(String hash, Account account, String nonce) {
        this.hash = hash;
        this.account = account;
        this.nonce = nonce;
    }

    /** The client-first-message. */
    String first() {
        return HEADER + firstBare();
    }

    private String firstBare() {
        return "n=" + account.user().replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    /**
     * The client-final-message.
     *
     * @param challenge the server-first-message
     * @throws LoginException for what is not one, or not an answer to {@link #first}
     */
    String answer(String challenge) throws LoginException {
        Map<Character, String> server = attributes(challenge);
        String both = required(server, 'r', challenge);
        if (!both.startsWith(nonce) || both.length() == nonce.length()) {
            throw new LoginException("the server's nonce does not continue the client's: " + challenge);
        }
        int iterations = iterations(required(server, 'i', challenge));
        byte[] salt = Base64.getDecoder().decode(required(server, 's', challenge));
        String withoutProof = "c=" + HEADER_BASE64 + ",r=" + both;
        byte[] signed = (firstBare() + "," + challenge + "," + withoutProof).getBytes(UTF_8);
        try {
            byte[] salted = salted(salt, iterations);
            byte[] clientKey = mac(salted, "Client Key".getBytes(UTF_8));
            byte[] proof = mac(MessageDigest.getInstance(hash).digest(clientKey), signed);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            serverSignature = mac(mac(salted, "Server Key".getBytes(UTF_8)), signed);
            return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + hash, e);
        }
    }

    /** Takes the server-final-message, by which the server shows that it knows the password, too. */
    void check(@Nullable String last) throws LoginException {
        if (last == null
                || serverSignature.length == 0
                || !last.equals("v=" + Base64.getEncoder().encodeToString(serverSignature))) {
            throw new LoginException("the server has not shown that it knows the password: " + last);
        }
    }

    /** PBKDF2 with a single block (RFC 5802 §2.2, Hi). */
    private byte[] salted(byte[] salt, int iterations) throws GeneralSecurityException {
        Salted last = lastSalted;
        if (last != null && last.fits(hash, account.password(), iterations, salt)) {
            return last.salted();
        }
        Mac mac = hmac(account.password().getBytes(UTF_8));
        mac.update(salt);
        byte[] u = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] salted = u.clone();
        for (int i = 1; i < iterations; i++) {
            u = mac.doFinal(u);
            for (int k = 0; k < salted.length; k++) {
                salted[k] ^= u[k];
            }
        }
        lastSalted = new Salted(hash, account.password(), iterations, salt, salted);
        return salted;
    }

    private byte[] mac(byte[] key, byte[] data) throws GeneralSecurityException {
        return hmac(key).doFinal(data);
    }

    private Mac hmac(byte[] key) throws GeneralSecurityException {
        String name = "Hmac" + hash.replace("-", "");
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(key, name));
        return mac;
    }

    private static int iterations(String text) throws LoginException {
        try {
            int iterations = Integer.parseInt(text);
            if (iterations >= 1 && iterations <= MAX_ITERATIONS) {
                return iterations;
            }
        } catch (NumberFormatException e) {
            throw new LoginException("the server's iteration count is no number: " + text, e);
        }
        throw new LoginException("the server's iteration count is out of range: " + text);
    }

    private static Map<Character, String> attributes(String message) throws LoginException {
        Map<Character, String> attributes = new HashMap<>();
        for (String part : message.split(",", -1)) {
            if (part.length() < 2 || part.charAt(1) != '=') {
                throw new LoginException("this is no message of SCRAM: " + message);
            }
            attributes.put(part.charAt(0), part.substring(2));
        }
        return attributes;
    }

    private static String required(Map<Character, String> attributes, char name, String message) throws LoginException {
        String value = attributes.get(name);
        if (value == null) {
            throw new LoginException("'" + name + "=' is missing in the server's message: " + message);
        }
        return value;
    }
}
