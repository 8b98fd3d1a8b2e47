package org.wockd.protocol.jid;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.StringPrep;
import com.ibm.icu.text.StringPrepParseException;
import com.ibm.icu.util.ULocale;
import java.util.function.UnaryOperator;

/**
 * Prepares usernames and passwords so that two spellings of the same string become equal: the PRECIS profiles of
 * RFC 8265, and their forerunner SASLprep, which SCRAM still asks for.
 *
 * <p>Every method returns the prepared string, which is never empty, or throws {@link PrecisException}, whose message
 * tells the rule and never a piece of the string. Preparing a prepared string changes nothing.
 */
public final class Precis {
    // RFC 8264 §7: a profile is applied again until the string is stable, and a string that three more rounds leave
    // unstable is refused.
    private static final int ROUNDS = 4;
    private static final Normalizer2 NFC = Normalizer2.getNFCInstance();
    private static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();

    private Precis() {}

    /** UsernameCaseMapped (RFC 8265 §3.3): the identifier class, without width, in lower case, NFC, the bidi rule kept. */
    public static String username(String username) {
        return isPlainUsername(username) ? username : stable(username, Precis::usernameOnce);
    }

    /** OpaqueString (RFC 8265 §4.2): the free-form class, every space U+0020, NFC; for passwords and resourceparts. */
    public static String opaque(String opaque) {
        return isPrintableAscii(opaque) ? opaque : stable(opaque, Precis::opaqueOnce);
    }

    /**
     * SASLprep (RFC 4013) of a stored string, as {@code Normalize} of RFC 5802 §2.2 has it: code points that Unicode 3.2
     * did not know, most emoji among them, are refused.
     */
    public static String saslprep(String password) {
        if (isPrintableAscii(password)) {
            return password;
        }
        try {
            String prepared = Saslprep.PROFILE.prepare(password, StringPrep.DEFAULT);
            if (prepared.isEmpty()) {
                throw new PrecisException("is empty when prepared");
            }
            return prepared;
        } catch (StringPrepParseException e) {
            // ICU's own message quotes the string, so it must not travel on.
            throw new PrecisException(saslprepRule(e.getError()));
        } catch (IndexOutOfBoundsException e) {
            // ICU 79 cannot construct its own exception where the fault stands behind the 16th character of a string.
            throw new PrecisException("holds a character that SASLprep (RFC 4013) prohibits or does not know");
        }
    }

    private static String saslprepRule(int error) {
        return switch (error) {
            case StringPrepParseException.PROHIBITED_ERROR -> "holds a character that SASLprep (RFC 4013) prohibits";
            case StringPrepParseException.UNASSIGNED_ERROR ->
                "holds a character newer than Unicode 3.2, the newest that SASLprep (RFC 4013) knows";
            case StringPrepParseException.CHECK_BIDI_ERROR ->
                "mixes writing directions in a way that SASLprep (RFC 4013) prohibits";
            default -> "is not well-formed Unicode";
        };
    }

    /** Loads ICU's table at the first non-ASCII password only. */
    private static final class Saslprep {
        static final StringPrep PROFILE = StringPrep.getInstance(StringPrep.RFC4013_SASLPREP);
    }

    /** ASCII that the username profile leaves as it is. */
    private static boolean isPlainUsername(String s) {
        return !s.isEmpty() && s.chars().allMatch(c -> c > ' ' && c < 0x7F && !(c >= 'A' && c <= 'Z'));
    }

    private static boolean isPrintableAscii(String s) {
        return !s.isEmpty() && s.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    private static String stable(String s, UnaryOperator<String> profile) {
        String before = s;
        for (int round = 0; round < ROUNDS; round++) {
            String after = profile.apply(before);
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
        throw new PrecisException("changes each time it is prepared");
    }

    // The width mapping comes before the class test, or the test would refuse what the mapping is there to accept
    // (RFC 8265 §3.3.1); everything else comes after it (§3.3.2).
    private static String usernameOnce(String s) {
        String narrow = mapWidth(s);
        check(narrow, false);
        String prepared = NFC.normalize(UCharacter.toLowerCase(ULocale.ROOT, narrow));
        if (!BidiRule.holds(prepared)) {
            throw new PrecisException("mixes writing directions in a way that the bidi rule (RFC 5893) refuses");
        }
        return prepared;
    }

    private static String opaqueOnce(String s) {
        check(s, true);
        StringBuilder spaced = new StringBuilder(s.length());
        s.codePoints()
                .map(c -> UCharacter.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
                .forEach(spaced::appendCodePoint);
        return NFC.normalize(spaced);
    }

    private static void check(String s, boolean freeform) {
        if (s.isEmpty()) {
            throw new PrecisException("is empty");
        }
        for (int i = 0; i < s.length(); ) {
            int c = s.codePointAt(i);
            check(CodePointClass.of(c), s, i, freeform);
            i += Character.charCount(c);
        }
    }

    private static void check(CodePointClass kind, String s, int index, boolean freeform) {
        switch (kind) {
            case VALID -> {}
            case FREEFORM -> {
                if (!freeform) {
                    throw new PrecisException(
                            "holds a character that is neither letter nor digit", s.codePointAt(index));
                }
            }
            case CONTEXT -> {
                if (!ContextRules.allow(s, index)) {
                    throw new PrecisException(
                            "holds a character that is not allowed beside its neighbours", s.codePointAt(index));
                }
            }
            case DISALLOWED -> throw new PrecisException("holds a character that is not allowed", s.codePointAt(index));
            case UNASSIGNED ->
                throw new PrecisException("holds a code point that Unicode has not assigned", s.codePointAt(index));
        }
    }

    private static String mapWidth(String s) {
        StringBuilder out = new StringBuilder(s.length());
        s.codePoints().forEach(c -> {
            String narrow = isWide(c) ? NFKC.getRawDecomposition(c) : null;
            if (narrow == null) {
                out.appendCodePoint(c);
            } else {
                out.append(narrow);
            }
        });
        return out.toString();
    }

    private static boolean isWide(int c) {
        return switch (UCharacter.getIntPropertyValue(c, UProperty.DECOMPOSITION_TYPE)) {
            case UCharacter.DecompositionType.WIDE, UCharacter.DecompositionType.NARROW -> true;
            default -> false;
        };
    }
}
