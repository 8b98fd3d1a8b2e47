package org.wockd.protocol.jid;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;

/**
 * What a code point may do in a string of the two PRECIS classes: the derived property of RFC 8264 §8, worked out from
 * the Unicode properties that ICU carries, so it is as new as the ICU in use.
 */
enum CodePointClass {
    /** Allowed in the IdentifierClass and in the FreeformClass. */
    VALID,
    /** Allowed in the FreeformClass only ({@code ID_DIS or FREE_PVAL}). */
    FREEFORM,
    /** Allowed where a rule about its neighbours holds: {@code CONTEXTJ} and {@code CONTEXTO}. */
    CONTEXT,
    /** Allowed nowhere. */
    DISALLOWED,
    /** Not yet a character, so allowed nowhere. */
    UNASSIGNED;

    // RFC 8264 §9.6, the same three sets as RFC 5892 §2.6.
    private static final UnicodeSet VALID_EXCEPTIONS =
            new UnicodeSet("[\\u00DF\\u03C2\\u06FD\\u06FE\\u0F0B\\u3007]").freeze();
    private static final UnicodeSet CONTEXT_EXCEPTIONS =
            new UnicodeSet("[\\u00B7\\u0375\\u05F3\\u05F4\\u30FB\\u0660-\\u0669\\u06F0-\\u06F9]").freeze();
    private static final UnicodeSet DISALLOWED_EXCEPTIONS =
            new UnicodeSet("[\\u0640\\u07FA\\u302E\\u302F\\u3031-\\u3035\\u303B]").freeze();
    private static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();

    /** The class of {@code c}; the order of the tests is that of RFC 8264 §8 and matters. */
    static CodePointClass of(int c) {
        if (c < 0x80) {
            return c == ' ' ? FREEFORM : c > ' ' && c < 0x7F ? VALID : DISALLOWED;
        }
        if (VALID_EXCEPTIONS.contains(c)) {
            return VALID;
        }
        if (CONTEXT_EXCEPTIONS.contains(c)) {
            return CONTEXT;
        }
        if (DISALLOWED_EXCEPTIONS.contains(c)) {
            return DISALLOWED;
        }
        int category = UCharacter.getType(c);
        boolean noncharacter = UCharacter.hasBinaryProperty(c, UProperty.NONCHARACTER_CODE_POINT);
        if (category == UCharacterCategory.UNASSIGNED && !noncharacter) {
            return UNASSIGNED;
        }
        if (UCharacter.hasBinaryProperty(c, UProperty.JOIN_CONTROL)) {
            return CONTEXT;
        }
        if (noncharacter
                || isConjoiningJamo(c)
                || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)) {
            return DISALLOWED;
        }
        if (category == UCharacterCategory.CONTROL) {
            return DISALLOWED;
        }
        if (!NFKC.isNormalized(Character.toString(c))) {
            return FREEFORM;
        }
        return ofCategory(category);
    }

    private static boolean isConjoiningJamo(int c) {
        return switch (UCharacter.getIntPropertyValue(c, UProperty.HANGUL_SYLLABLE_TYPE)) {
            case UCharacter.HangulSyllableType.LEADING_JAMO,
                    UCharacter.HangulSyllableType.VOWEL_JAMO,
                    UCharacter.HangulSyllableType.TRAILING_JAMO -> true;
            default -> false;
        };
    }

    private static CodePointClass ofCategory(int category) {
        return switch (category) {
            case UCharacterCategory.LOWERCASE_LETTER,
                    UCharacterCategory.UPPERCASE_LETTER,
                    UCharacterCategory.OTHER_LETTER,
                    UCharacterCategory.MODIFIER_LETTER,
                    UCharacterCategory.DECIMAL_DIGIT_NUMBER,
                    UCharacterCategory.NON_SPACING_MARK,
                    UCharacterCategory.COMBINING_SPACING_MARK -> VALID;
            case UCharacterCategory.TITLECASE_LETTER,
                    UCharacterCategory.LETTER_NUMBER,
                    UCharacterCategory.OTHER_NUMBER,
                    UCharacterCategory.ENCLOSING_MARK,
                    UCharacterCategory.SPACE_SEPARATOR,
                    UCharacterCategory.MATH_SYMBOL,
                    UCharacterCategory.CURRENCY_SYMBOL,
                    UCharacterCategory.MODIFIER_SYMBOL,
                    UCharacterCategory.OTHER_SYMBOL,
                    UCharacterCategory.CONNECTOR_PUNCTUATION,
                    UCharacterCategory.DASH_PUNCTUATION,
                    UCharacterCategory.START_PUNCTUATION,
                    UCharacterCategory.END_PUNCTUATION,
                    UCharacterCategory.INITIAL_PUNCTUATION,
                    UCharacterCategory.FINAL_PUNCTUATION,
                    UCharacterCategory.OTHER_PUNCTUATION -> FREEFORM;
            default -> DISALLOWED;
        };
    }
}
