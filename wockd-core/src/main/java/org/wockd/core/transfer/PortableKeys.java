package org.wockd.core.transfer;

import static org.wockd.core.transfer.Xep0227Portable.SCRAM;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.protocol.xml.Node;

/** Reads SCRAM keys, from the element of XEP-0227 §3.3 and from the attribute in which ejabberd puts them. */
final class PortableKeys {
    /** StoredKey, ServerKey, salt and rounds in the place of the password. */
    private static final Pattern IN_PASSWORD =
            Pattern.compile("scram:([A-Za-z0-9+/=]+),([A-Za-z0-9+/=]+),([A-Za-z0-9+/=]+),([0-9]{1,9})");

    private PortableKeys() {}

    /** The keys in {@code <scram-credentials/>}; null where they cannot be used here. */
    static @Nullable ScramKeys of(Node credentials) {
        String mechanism = credentials.attribute("mechanism");
        for (Hash hash : Hash.values()) {
            if (("SCRAM-" + hash.digest()).equals(mechanism)) {
                return keys(
                        hash,
                        text(credentials, "salt"),
                        text(credentials, "iter-count"),
                        text(credentials, "stored-key"),
                        text(credentials, "server-key"));
            }
        }
        return null;
    }

    /** The keys that stand for a password; null where it is a password itself. */
    static @Nullable ScramKeys ofPassword(String password) {
        Matcher matcher = IN_PASSWORD.matcher(password);
        return matcher.matches()
                ? keys(Hash.SHA_1, matcher.group(3), matcher.group(4), matcher.group(1), matcher.group(2))
                : null;
    }

    private static @Nullable ScramKeys keys(Hash hash, String salt, String rounds, String stored, String server) {
        try {
            int iterations = Integer.parseInt(rounds);
            ScramKeys keys = new ScramKeys(hash, decode(salt), iterations, decode(stored), decode(server));
            boolean fits = keys.storedKey().length == length(hash) && keys.serverKey().length == length(hash);
            return fits && iterations > 0 && keys.salt().length > 0 ? keys : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int length(Hash hash) {
        return switch (hash) {
            case SHA_1 -> 20;
            case SHA_256 -> 32;
            case SHA_512 -> 64;
        };
    }

    private static byte[] decode(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }

    private static String text(Node credentials, String child) {
        String text = credentials.childText(SCRAM, child);
        return text == null ? "" : text.strip();
    }
}
