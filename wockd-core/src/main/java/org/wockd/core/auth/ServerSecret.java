package org.wockd.core.auth;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.protocol.service.PrivateFiles;

/**
 * A random value that stays with the server, from which accounts that do not exist get keys of their own.
 *
 * <p>A stranger who tries names must see the same salt for the same name on every try, also after a restart; else a
 * salt that changes tells that nobody lives there (RFC 5802 §9).
 */
public final class ServerSecret {

    private static final String FILE = "server-secret";
    private static final int LENGTH = 32;

    private final byte[] secret;

    ServerSecret(byte[] secret) {
        this.secret = secret.clone();
    }

    /**
     * Reads the secret from the data folder, and makes it there (mode 0600) on the first start.
     *
     * @throws IOException with a text for the operator
     */
    public static ServerSecret in(Path dataFolder) throws IOException {
        var file = dataFolder.resolve(FILE);
        if (!Files.exists(file)) {
            byte[] fresh = new byte[LENGTH];
            new SecureRandom().nextBytes(fresh);
            PrivateFiles.replace(file, HexFormat.of().formatHex(fresh) + "\n");
        }
        try {
            byte[] secret = HexFormat.of().parseHex(Files.readString(file).strip());
            if (secret.length == LENGTH) {
                return new ServerSecret(secret);
            }
        } catch (IllegalArgumentException | MalformedInputException e) {
            // Told below: the cause would quote the secret.
        }
        throw new IOException(file + " does not hold " + LENGTH + " octets in hexadecimal, so it was damaged."
                + " Delete it and start again: a new one is made, and every password stays valid.");
    }

    /** Keys that nobody can log in with, always the same for the same name. */
    ScramKeys keysOfNobody(String localpart, String host, Hash hash, int iterations) {
        byte[] salt = Arrays.copyOf(octets("salt", localpart, host, hash), ScramSecrets.SALT_LENGTH);
        return new ScramKeys(
                hash,
                salt,
                iterations,
                octets("stored key", localpart, host, hash),
                octets("server key", localpart, host, hash));
    }

    private byte[] octets(String use, String localpart, String host, Hash hash) {
        String name = String.join("\0", use, hash.digest(), localpart, host);
        return ScramSecrets.hmac(hash, secret, name.getBytes(StandardCharsets.UTF_8));
    }

    /** Says nothing of the value. */
    @Override
    public String toString() {
        return "ServerSecret";
    }
}
