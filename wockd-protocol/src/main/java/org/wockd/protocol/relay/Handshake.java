package org.wockd.protocol.relay;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.wockd.protocol.service.Secret;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** How the two ends of a link show each other that both know the secret (XEP-0114 §3). */
public final class Handshake {
    private Handshake() {}

    /** What the relay says: SHA-1 over the stream's id and the secret, in lower-case hex. */
    public static String digest(String streamId, Secret secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((streamId + secret.value()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-1", e);
        }
    }

    /** Whether a digest is the right one, in a time that does not tell how much of it was right. */
    public static boolean verify(String streamId, Secret secret, String digest) {
        return MessageDigest.isEqual(
                digest(streamId, secret).getBytes(StandardCharsets.UTF_8), digest.getBytes(StandardCharsets.UTF_8));
    }

    /** The element of the relay. */
    public static Node request(String streamId, Secret secret) {
        return accepted().plus(digest(streamId, secret));
    }

    /** The element of the core: the secret was right. */
    public static Node accepted() {
        return Node.of(Namespaces.CLIENT, "handshake");
    }

    /** Whether an element is one of the two. */
    public static boolean is(Node node) {
        return node.is(Namespaces.CLIENT, "handshake");
    }
}
