package org.wockd.protocol.jid;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.UnicodeSet;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.util.Locale;

/** Prepares the domainpart of a JID (RFC 7622 §3.2): a name of U-labels and NR-LDH labels, or an IP address. */
final class Domainpart {
    // No label of a name that DNS can carry is longer (RFC 1035 §2.3.4).
    private static final int LABEL_OCTETS = 63;
    // UTS 46, with everything switched on that brings it near IDNA2008.
    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.USE_STD3_RULES
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ
            | IDNA.CHECK_CONTEXTO
            | IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE);
    // RFC 5892 §2.4: IDNA2008 ignores these three blocks, which PRECIS does not.
    private static final UnicodeSet IGNORABLE_BLOCKS =
            new UnicodeSet("[\\u20D0-\\u20FF\\U0001D100-\\U0001D1FF\\U0001D200-\\U0001D24F]").freeze();

    private Domainpart() {}

    /** The one spelling of {@code domain}; throws PrecisException where it is none. */
    static String prepare(String domain) {
        if (isPlain(domain)) {
            return domain;
        }
        return domain.startsWith("[") ? ipv6(domain) : name(domain);
    }

    /** Lower-case LDH labels need no mapping, and no ICU. The hyphens of "xn--" do. */
    static boolean isPlain(String domain) {
        int start = 0;
        for (int i = 0; i <= domain.length(); i++) {
            char c = i < domain.length() ? domain.charAt(i) : '.';
            if (c == '.') {
                int length = i - start;
                if (length == 0
                        || length > LABEL_OCTETS
                        || domain.charAt(start) == '-'
                        || domain.charAt(i - 1) == '-'
                        || domain.startsWith("--", start + 2)) {
                    return false;
                }
                start = i + 1;
            } else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
                return false;
            }
        }
        return true;
    }

    /** An address has many spellings; that of RFC 5952 is the one that counts. */
    private static String ipv6(String literal) {
        String address = literal.endsWith("]") ? literal.substring(1, literal.length() - 1) : "";
        Inet6Address parsed = address.indexOf('%') < 0 && address.indexOf('[') < 0 ? NetUtil.getByName(address) : null;
        if (parsed == null || !NetUtil.isValidIpV6Address(address)) {
            throw new PrecisException("begins like an IPv6 address in brackets and is none");
        }
        return "[" + NetUtil.toAddressString(parsed).toLowerCase(Locale.ROOT) + "]";
    }

    static String name(String domain) {
        IDNA.Info info = new IDNA.Info();
        String mapped = UTS46.nameToUnicode(domain, new StringBuilder(), info).toString();
        if (info.hasErrors()) {
            throw new PrecisException(rule(info));
        }
        // RFC 7622 §3.2: a final dot says only that the name is complete. It may be any dot that UTS 46 maps.
        String name = mapped.endsWith(".") ? mapped.substring(0, mapped.length() - 1) : mapped;
        if (name.isEmpty()) {
            throw new PrecisException("is empty");
        }
        name.codePoints().filter(c -> c >= 0x80).forEach(Domainpart::checkLetter);
        for (String label : name.split("\\.", -1)) {
            checkLabel(label);
        }
        return name;
    }

    private static void checkLabel(String label) {
        IDNA.Info info = new IDNA.Info();
        UTS46.labelToASCII(label, new StringBuilder(), info);
        if (info.hasErrors()) {
            throw new PrecisException(rule(info));
        }
    }

    /** UTS 46 lets symbols pass that IDNA2008 refuses (RFC 5892 §3); the contexts it has looked at itself. */
    private static void checkLetter(int c) {
        CodePointClass kind = CodePointClass.of(c);
        boolean letter = kind == CodePointClass.VALID || kind == CodePointClass.CONTEXT;
        if (!letter || IGNORABLE_BLOCKS.contains(c)) {
            throw new PrecisException("holds a character that no domain name may hold", c);
        }
    }

    private static String rule(IDNA.Info info) {
        IDNA.Error first = info.getErrors().iterator().next();
        return switch (first) {
            case EMPTY_LABEL -> "has nothing between two dots";
            case LABEL_TOO_LONG, DOMAIN_NAME_TOO_LONG ->
                "has a label of more than " + LABEL_OCTETS + " octets between two dots";
            case LEADING_HYPHEN, TRAILING_HYPHEN -> "has a hyphen at the edge of a label";
            case HYPHEN_3_4 -> "has hyphens where only \"xn--\" may have them";
            case LEADING_COMBINING_MARK -> "has a label that begins with a combining mark";
            case PUNYCODE, INVALID_ACE_LABEL, LABEL_HAS_DOT -> "has an \"xn--\" label that stands for no name";
            case BIDI -> "mixes writing directions in a way that the bidi rule (RFC 5893) refuses";
            case CONTEXTJ, CONTEXTO_PUNCTUATION, CONTEXTO_DIGITS ->
                "holds a character that is not allowed beside its neighbours";
            case DISALLOWED -> "holds a character that no domain name may hold";
        };
    }
}
