package org.wockd.protocol.xep;

/**
 * The specification that a file implements.
 *
 * @param id as {@code XEP-0199} or {@code RFC 6121 §2}
 * @param title its title
 * @param version the version that was read, for a XEP
 */
public record Spec(String id, String title, String version) {

    /** A part of an RFC, which has no versions. */
    public static Spec rfc(String id, String title) {
        return new Spec(id, title, "");
    }
}
