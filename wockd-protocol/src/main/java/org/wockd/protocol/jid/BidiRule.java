package org.wockd.protocol.jid;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterDirection;

/** The bidi rule of RFC 5893 §2, which a label or username that holds right-to-left code points must keep. */
final class BidiRule {
    private static final int LEFT_TO_RIGHT = 1 << UCharacterDirection.LEFT_TO_RIGHT;
    private static final int RIGHT_TO_LEFT =
            (1 << UCharacterDirection.RIGHT_TO_LEFT) | (1 << UCharacterDirection.RIGHT_TO_LEFT_ARABIC);
    private static final int ARABIC_NUMBER = 1 << UCharacterDirection.ARABIC_NUMBER;
    private static final int EUROPEAN_NUMBER = 1 << UCharacterDirection.EUROPEAN_NUMBER;
    private static final int NONSPACING_MARK = 1 << UCharacterDirection.DIR_NON_SPACING_MARK;
    private static final int NEUTRAL = (1 << UCharacterDirection.EUROPEAN_NUMBER_SEPARATOR)
            | (1 << UCharacterDirection.COMMON_NUMBER_SEPARATOR)
            | (1 << UCharacterDirection.EUROPEAN_NUMBER_TERMINATOR)
            | (1 << UCharacterDirection.OTHER_NEUTRAL)
            | (1 << UCharacterDirection.BOUNDARY_NEUTRAL)
            | NONSPACING_MARK;

    private BidiRule() {}

    /** Whether {@code s}, not empty, is free of right-to-left code points or keeps the six conditions. */
    static boolean holds(String s) {
        int seen = s.codePoints().map(BidiRule::direction).reduce(0, (a, b) -> a | b);
        if ((seen & (RIGHT_TO_LEFT | ARABIC_NUMBER)) == 0) {
            return true;
        }
        int first = direction(s.codePointAt(0));
        int last = lastThatIsNoMark(s);
        if ((first & RIGHT_TO_LEFT) != 0) { // conditions 1 to 4
            return (seen & ~(RIGHT_TO_LEFT | ARABIC_NUMBER | EUROPEAN_NUMBER | NEUTRAL)) == 0
                    && (last & (RIGHT_TO_LEFT | ARABIC_NUMBER | EUROPEAN_NUMBER)) != 0
                    && ((seen & ARABIC_NUMBER) == 0 || (seen & EUROPEAN_NUMBER) == 0);
        }
        return first == LEFT_TO_RIGHT // conditions 1, 5 and 6
                && (seen & ~(LEFT_TO_RIGHT | EUROPEAN_NUMBER | NEUTRAL)) == 0
                && (last & (LEFT_TO_RIGHT | EUROPEAN_NUMBER)) != 0;
    }

    private static int lastThatIsNoMark(String s) {
        int end = s.length();
        int direction = NONSPACING_MARK;
        while (end > 0 && direction == NONSPACING_MARK) {
            int c = s.codePointBefore(end);
            direction = direction(c);
            end -= Character.charCount(c);
        }
        return direction;
    }

    private static int direction(int c) {
        return 1 << UCharacter.getDirection(c);
    }
}
