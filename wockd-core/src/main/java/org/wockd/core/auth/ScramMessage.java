package org.wockd.core.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The two messages of a SCRAM client, read strictly by the grammar of RFC 5802 §7.
 *
 * <p>Attributes are positional: one out of its place, or twice, is refused. Extensions (unknown attributes at the end)
 * are skipped as §5.1 asks, a mandatory one ({@code m=}) is refused.
 */
final class ScramMessage {

    private static final int MAX_NONCE = 512;
    private static final Pattern BINDING_TYPE = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    private ScramMessage() {}

    /** What the client says about channel binding in the GS2 header. */
    sealed interface Gs2Flag {
        /** {@code n}: the client cannot bind. */
        record CannotBind() implements Gs2Flag {}

        /** {@code y}: the client could bind and believes that the server cannot. */
        record ServerCannotBind() implements Gs2Flag {}

        /** {@code p}: the client binds with this type. */
        record Binds(String type) implements Gs2Flag {}
    }

    /**
     * {@code client-first-message}.
     *
     * @param header the GS2 header as it was sent, with its last comma
     * @param authzid empty where there is none
     * @param bare what follows the header
     */
    record First(Gs2Flag flag, String header, String authzid, String bare, String username, String nonce) {}

    /**
     * {@code client-final-message}.
     *
     * @param withoutProof all before the proof, as it was sent
     * @param binding the octets of {@code c=}
     */
    record Final(String withoutProof, byte[] binding, String nonce, byte[] proof) {}

    static First first(byte[] message) throws Refusal {
        String text = text(message);
        String[] parts = text.split(",", -1);
        if (parts.length < 4) {
            throw Refusal.malformed("The first message of SCRAM needs a header, a user name and a nonce.");
        }
        var flag = flag(parts[0]);
        String authzid = parts[1].isEmpty() ? "" : saslname(value(parts[1], 'a'));
        if (parts[2].startsWith("m=")) {
            throw Refusal.malformed("The client asks for an extension of SCRAM that wockd does not have.");
        }
        String username = saslname(value(parts[2], 'n'));
        String nonce = nonce(value(parts[3], 'r'));
        extensions(parts, 4, parts.length, "anr");
        int bare = parts[0].length() + parts[1].length() + 2;
        return new First(flag, text.substring(0, bare), authzid, text.substring(bare), username, nonce);
    }

    static Final last(byte[] message) throws Refusal {
        String text = text(message);
        String[] parts = text.split(",", -1);
        if (parts.length < 3) {
            throw Refusal.malformed("The last message of SCRAM needs a channel binding, a nonce and a proof.");
        }
        byte[] binding = base64(value(parts[0], 'c'));
        String nonce = nonce(value(parts[1], 'r'));
        extensions(parts, 2, parts.length - 1, "crp");
        byte[] proof = base64(value(parts[parts.length - 1], 'p'));
        return new Final(text.substring(0, text.lastIndexOf(',')), binding, nonce, proof);
    }

    private static String text(byte[] message) throws Refusal {
        String text = Utf8.decode(message);
        if (text.indexOf('\0') >= 0) {
            throw Refusal.malformed("The message has a NUL.");
        }
        return text;
    }

    private static Gs2Flag flag(String text) throws Refusal {
        if (text.startsWith("p=") && BINDING_TYPE.matcher(text.substring(2)).matches()) {
            return new Gs2Flag.Binds(text.substring(2));
        }
        return switch (text) {
            case "n" -> new Gs2Flag.CannotBind();
            case "y" -> new Gs2Flag.ServerCannotBind();
            default -> throw Refusal.malformed("The channel-binding flag must be n, y, or p= with a type.");
        };
    }

    private static String value(String part, char attribute) throws Refusal {
        if (part.length() < 3 || part.charAt(0) != attribute || part.charAt(1) != '=') {
            throw Refusal.malformed("The attribute " + attribute + "= is missing, empty or not in its place.");
        }
        return part.substring(2);
    }

    /** Undoes =2C and =3D; any other use of "=" is refused as RFC 5802 §5.1 demands. */
    private static String saslname(String escaped) throws Refusal {
        var name = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '=') {
                name.append(c);
            } else if (escaped.startsWith("=2C", i)) {
                name.append(',');
                i += 2;
            } else if (escaped.startsWith("=3D", i)) {
                name.append('=');
                i += 2;
            } else {
                throw Refusal.malformed("A name has a bare \"=\". It is to be written =3D, and a comma =2C.");
            }
        }
        return name.toString();
    }

    private static String nonce(String nonce) throws Refusal {
        if (nonce.length() > MAX_NONCE) {
            throw Refusal.malformed("The nonce is longer than " + MAX_NONCE + " characters.");
        }
        if (nonce.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw Refusal.malformed("The nonce has characters other than printable ASCII.");
        }
        return nonce;
    }

    private static void extensions(String[] parts, int from, int to, String taken) throws Refusal {
        List<Character> seen = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String part = parts[i];
            char name = part.isEmpty() ? 0 : part.charAt(0);
            boolean letter = (name >= 'a' && name <= 'z') || (name >= 'A' && name <= 'Z');
            if (!letter || part.length() < 3 || part.charAt(1) != '=') {
                throw Refusal.malformed("An extension must be a letter, \"=\" and a value.");
            }
            if (name == 'm') {
                throw Refusal.malformed("The client asks for an extension of SCRAM that wockd does not have.");
            }
            if (taken.indexOf(name) >= 0 || seen.contains(name)) {
                throw Refusal.malformed("The attribute " + name + "= stands twice or not in its place.");
            }
            seen.add(name);
        }
    }

    private static byte[] base64(String text) throws Refusal {
        Optional<byte[]> octets = SaslBase64.strict(text);
        if (octets.isEmpty()) {
            throw Refusal.malformed("A value is not Base64.");
        }
        return octets.get();
    }
}
