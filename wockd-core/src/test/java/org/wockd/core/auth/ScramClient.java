package org.wockd.core.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import org.wockd.core.store.ScramKeys.Hash;

/** The client's half of SCRAM, written from RFC 5802 §3 for the tests; it says whatever header it is told to. */
record ScramClient(Hash hash, String header, byte[] binding, String user, String password, String nonce) {

    static ScramClient of(Hash hash, String user, String password) {
        return new ScramClient(hash, "n,,", new byte[0], user, password, "fyko+d2lbbFgONRv9qkxdawL");
    }

    ScramClient saying(String newHeader, byte[] newBinding) {
        return new ScramClient(hash, newHeader, newBinding, user, password, nonce);
    }

    byte[] first() {
        return Utf8.encode(header + bare());
    }

    byte[] last(Step challenge) {
        return last(text(challenge));
    }

    byte[] last(String serverFirst) {
        String[] parts = serverFirst.split(",", -1);
        return last(serverFirst, parts[0].substring(2));
    }

    byte[] last(String serverFirst, String fullNonce) {
        String[] parts = serverFirst.split(",", -1);
        byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
        int iterations = Integer.parseInt(parts[2].substring(2));
        byte[] head = Utf8.encode(header);
        byte[] c = new byte[head.length + binding.length];
        System.arraycopy(head, 0, c, 0, head.length);
        System.arraycopy(binding, 0, c, head.length, binding.length);
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(c) + ",r=" + fullNonce;
        byte[] salted = ScramSecrets.saltedPassword(password, hash, iterations, salt);
        byte[] clientKey = ScramSecrets.hmac(hash, salted, Utf8.encode("Client Key"));
        byte[] signature = ScramSecrets.hmac(
                hash, digest(clientKey), Utf8.encode(bare() + "," + serverFirst + "," + withoutProof));
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= signature[i];
        }
        return Utf8.encode(withoutProof + ",p=" + Base64.getEncoder().encodeToString(clientKey));
    }

    private String bare() {
        return "n=" + user + ",r=" + nonce;
    }

    private byte[] digest(byte[] message) {
        try {
            return MessageDigest.getInstance(hash.digest()).digest(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String text(Step step) {
        return switch (step) {
            case Step.Challenge c -> new String(c.data(), java.nio.charset.StandardCharsets.UTF_8);
            case Step.Success s -> new String(s.data(), java.nio.charset.StandardCharsets.UTF_8);
            case Step.Failure f -> throw new AssertionError(f);
        };
    }
}
