package org.wockd.torrent.intake;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a torrent's content: a v1 hash, a v2 hash, or both for a hybrid (BEP 3, BEP 52).
 *
 * @param v1 the SHA-1 as 40 lower-case hex digits, if there is one
 * @param v2 the SHA-256 as 64 lower-case hex digits, if there is one
 */
public record InfoHash(@Nullable String v1, @Nullable String v2) {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    public InfoHash {
        if (v1 == null && v2 == null) {
            throw new IllegalArgumentException("an info-hash has a v1 or a v2 part");
        }
        check(v1, 40);
        check(v2, 64);
    }

    private static void check(@Nullable String hex, int length) {
        if (hex != null && (hex.length() != length || !HEX.matcher(hex).matches())) {
            throw new IllegalArgumentException("not " + length + " lower-case hex digits: " + hex);
        }
    }

    /** A v1 hash from 40 hex digits of any case. */
    public static InfoHash ofV1(String hex) {
        return new InfoHash(hex.toLowerCase(Locale.ROOT), null);
    }

    /** A v2 hash from 64 hex digits of any case. */
    public static InfoHash ofV2(String hex) {
        return new InfoHash(null, hex.toLowerCase(Locale.ROOT));
    }

    /** The name wockd uses: the v1 hash where there is one (40 digits), else the v2 hash (64 digits). */
    public String id() {
        return v1 != null ? v1 : String.valueOf(v2);
    }

    /** Whether both name the same content, as far as their common versions tell. */
    public boolean matches(InfoHash other) {
        return (v1 != null && v1.equals(other.v1)) || (v2 != null && v2.equals(other.v2));
    }
}
