package org.wockd.protocol.jid;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;

/** The rules of RFC 5892 Appendix A: some code points are allowed only beside certain others. */
final class ContextRules {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int VIRAMA = 9;

    private ContextRules() {}

    /** Whether the code point at {@code index} stands where it may; one that has no rule (any other) may not. */
    static boolean allow(String s, int index) {
        int c = s.codePointAt(index);
        int before = index > 0 ? s.codePointBefore(index) : -1;
        int next = index + Character.charCount(c);
        int after = next < s.length() ? s.codePointAt(next) : -1;
        return switch (c) {
            case ZERO_WIDTH_NON_JOINER -> isVirama(before) || joinsBothSides(s, index); // A.1
            case ZERO_WIDTH_JOINER -> isVirama(before); // A.2
            case 0x00B7 -> before == 'l' && after == 'l'; // A.3, middle dot
            case 0x0375 -> isScript(after, UScript.GREEK); // A.4, keraia
            case 0x05F3, 0x05F4 -> isScript(before, UScript.HEBREW); // A.5 and A.6, geresh and gershayim
            case 0x30FB -> s.codePoints().anyMatch(ContextRules::isJapanese); // A.7, katakana middle dot
            default ->
                isArabicDigit(c) // A.8 and A.9: the two sets of Arabic-Indic digits do not mix
                        && s.codePoints()
                                .noneMatch(other -> isArabicDigit(other) && (other >= 0x06F0) != (c >= 0x06F0));
        };
    }

    private static boolean isArabicDigit(int c) {
        return (c >= 0x0660 && c <= 0x0669) || (c >= 0x06F0 && c <= 0x06F9);
    }

    private static boolean isVirama(int c) {
        return c >= 0 && UCharacter.getCombiningClass(c) == VIRAMA;
    }

    private static boolean isScript(int c, int script) {
        return c >= 0 && UScript.getScript(c) == script;
    }

    private static boolean isJapanese(int c) {
        int script = UScript.getScript(c);
        return script == UScript.HIRAGANA || script == UScript.KATAKANA || script == UScript.HAN;
    }

    /** A.1: (L or D) T* ZWNJ T* (R or D), in joining types. */
    private static boolean joinsBothSides(String s, int index) {
        int left = index;
        int type = UCharacter.JoiningType.TRANSPARENT;
        while (left > 0 && type == UCharacter.JoiningType.TRANSPARENT) {
            int c = s.codePointBefore(left);
            type = joiningType(c);
            left -= Character.charCount(c);
        }
        if (type != UCharacter.JoiningType.LEFT_JOINING && type != UCharacter.JoiningType.DUAL_JOINING) {
            return false;
        }
        int right = index + 1;
        type = UCharacter.JoiningType.TRANSPARENT;
        while (right < s.length() && type == UCharacter.JoiningType.TRANSPARENT) {
            int c = s.codePointAt(right);
            type = joiningType(c);
            right += Character.charCount(c);
        }
        return type == UCharacter.JoiningType.RIGHT_JOINING || type == UCharacter.JoiningType.DUAL_JOINING;
    }

    private static int joiningType(int c) {
        return UCharacter.getIntPropertyValue(c, UProperty.JOINING_TYPE);
    }
}
