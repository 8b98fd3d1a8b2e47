package org.wockd.protocol.xep;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Node;

/**
 * Entity Capabilities, XEP-0115 version 1.6: a hash in the presence that stands for what {@link Disco.InfoQuery} would tell, so
 * that a hundred clients of one kind are asked once.
 *
 * @param node the address of the software's home page, which names it
 * @param hash how the verification string was made, null in the form that the XEP had before version 1.4
 * @param ver the verification string
 */
public record Caps(String node, @Nullable String hash, String ver) {

    /** The namespace of the protocol, and the feature of speaking it. */
    public static final String NAMESPACE = "http://jabber.org/protocol/caps";

    /** The hash that everybody must know (XEP-0115 §11), and the only one wockd verifies. */
    public static final String SHA_1 = "sha-1";

    // "i;octet" (RFC 4790 §9.3) compares octets of UTF-8; String.compareTo differs where surrogates are.
    private static final Comparator<String> OCTETS = (a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b));
    private static final Comparator<Disco.Identity> IDENTITIES = Comparator.comparing(Disco.Identity::category, OCTETS)
            .thenComparing(Disco.Identity::type, OCTETS)
            .thenComparing(identity -> orEmpty(identity.lang()), OCTETS)
            .thenComparing(identity -> orEmpty(identity.name()), OCTETS);

    /** What came of comparing a verification string with what it stands for (XEP-0115 §5.4). */
    public enum Check {
        /** They match: it is known of everyone who shows this string. */
        VALID,
        /** They do not match: nothing is known of anyone. */
        MISMATCH,
        /** The information says something twice, so nothing it says is believed. */
        ILL_FORMED,
        /** There is no hash, or one that is not {@value #SHA_1}: it is known of this one entity only. */
        UNVERIFIABLE
    }

    /** What an entity that answers {@code info} puts into its presence. */
    public static Caps of(String node, Disco.InfoQuery info) {
        return new Caps(node, SHA_1, verification(info));
    }

    /** The caps inside a presence or stream features, null where there are none. */
    public static @Nullable Caps in(Node parent) throws PayloadException {
        Node c = parent.child(NAMESPACE, "c");
        return c == null ? null : parse(c);
    }

    /**
     * Reads a {@code <c/>}.
     *
     * @throws PayloadException where node or ver is missing
     */
    public static Caps parse(Node c) throws PayloadException {
        String node = c.attribute("node");
        String ver = c.attribute("ver");
        if (!c.is(NAMESPACE, "c") || node == null || ver == null || ver.isEmpty()) {
            throw new PayloadException(
                    "Entity capabilities must be an element c of " + NAMESPACE + " with node and ver.");
        }
        return new Caps(node, c.attribute("hash"), ver);
    }

    /** This as the element {@code <c/>}. */
    public Node toNode() {
        return Node.of(NAMESPACE, "c").with("hash", hash).with("node", node).with("ver", ver);
    }

    /** The node to ask for what the string stands for (XEP-0115 §6.2). */
    public String discoNode() {
        return node + "#" + ver;
    }

    /** Compares the string with what the entity answered (XEP-0115 §5.4). */
    public Check check(Disco.InfoQuery info) {
        if (!SHA_1.equals(hash)) {
            return Check.UNVERIFIABLE;
        }
        if (isIllFormed(info)) {
            return Check.ILL_FORMED;
        }
        return verification(info).equals(ver) ? Check.VALID : Check.MISMATCH;
    }

    private static boolean isIllFormed(Disco.InfoQuery info) {
        Set<String> formTypes = new HashSet<>();
        for (DataForm form : info.forms()) {
            String formType = form.formType();
            if (formType != null
                    && (!formTypes.add(formType)
                            || Set.copyOf(form.values(DataForm.FORM_TYPE)).size() > 1)) {
                return true;
            }
        }
        return hasDuplicate(info.identities()) || hasDuplicate(info.features());
    }

    private static boolean hasDuplicate(List<?> list) {
        return new HashSet<>(list).size() < list.size();
    }

    /** The verification string with SHA-1 (XEP-0115 §5.1). */
    static String verification(Disco.InfoQuery info) {
        StringBuilder s = new StringBuilder();
        info.identities().stream()
                .sorted(IDENTITIES)
                .forEach(identity -> s.append(identity.category())
                        .append('/')
                        .append(identity.type())
                        .append('/')
                        .append(orEmpty(identity.lang()))
                        .append('/')
                        .append(orEmpty(identity.name()))
                        .append('<'));
        info.features().stream()
                .sorted(OCTETS)
                .forEach(feature -> s.append(feature).append('<'));
        // A form whose FORM_TYPE is absent or not hidden is ignored (§5.4).
        info.forms().stream()
                .filter(form -> form.formType() != null)
                .sorted(Comparator.comparing(form -> orEmpty(form.formType()), OCTETS))
                .forEach(form -> append(s, form));
        return Base64.getEncoder().encodeToString(sha1(utf8(s.toString())));
    }

    private static void append(StringBuilder s, DataForm form) {
        s.append(form.formType()).append('<');
        form.fields().stream()
                .filter(field -> field.var() != null && !DataForm.FORM_TYPE.equals(field.var()))
                .sorted(Comparator.comparing(field -> Objects.requireNonNull(field.var()), OCTETS))
                .forEach(field -> {
                    s.append(field.var()).append('<');
                    field.values().stream()
                            .sorted(OCTETS)
                            .forEach(value -> s.append(value).append('<'));
                });
    }

    private static String orEmpty(@Nullable String s) {
        return s == null ? "" : s;
    }

    private static byte[] utf8(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha1(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform must have SHA-1", e);
        }
    }
}
