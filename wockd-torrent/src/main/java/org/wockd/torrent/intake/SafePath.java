package org.wockd.torrent.intake;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.wockd.torrent.intake.IntakeException.Code;

/** Names that stay inside the folder they are put in. */
public final class SafePath {

    private static final int MAX_COMPONENT = 1024;
    private static final int MAX_FOLDER = 200;

    private SafePath() {}

    /**
     * Checks one component of a file's path in a torrent.
     *
     * @throws IntakeException UNSAFE_PATH if it is empty, "." or "..", or has a separator or a control character
     */
    static String component(String name) throws IntakeException {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw unsafe("a part of a file's path is \"" + name + "\"");
        }
        if (name.length() > MAX_COMPONENT) {
            throw unsafe("a file's name has " + name.length() + " characters; " + MAX_COMPONENT + " are allowed");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || c < ' ' || c == 0x7f) {
                throw unsafe(
                        c == '/' || c == '\\'
                                ? "a file's name has a path separator"
                                : "a file's name has a control" + " character");
            }
        }
        return name;
    }

    private static IntakeException unsafe(String why) {
        return new IntakeException(
                Code.UNSAFE_PATH,
                "This torrent was refused because " + why
                        + ", which could write outside its own folder. Do not trust the place you have it from.");
    }

    /**
     * Makes a folder's name of any text, so that different texts give different names.
     *
     * @return lower-case letters, digits and {@code . _ - + @}, every other byte as {@code %xx}; at most 216 bytes
     */
    public static String folder(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "_-+@".indexOf(c) >= 0;
            if (plain || (c == '.' && !out.isEmpty())) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().toHexDigits((byte) c));
            }
        }
        if (out.length() <= MAX_FOLDER) {
            return out.isEmpty() ? "%" : out.toString();
        }
        String digest = Digests.hex("SHA-256", text.getBytes(StandardCharsets.UTF_8));
        return out.substring(0, MAX_FOLDER - 1) + "%" + digest.substring(0, 16);
    }
}
