package org.wockd.torrent.intake;

/** Something from outside was refused; the message tells the user what happened, why, and what to do. */
public final class IntakeException extends Exception {

    /** Why a magnet link, a .torrent file or its address was refused. */
    public enum Code {
        /** The bytes are no bencoding. */
        NOT_BENCODED,
        /** Bencoded, but no .torrent file: a field is missing, or has the wrong type or a senseless value. */
        NOT_A_TORRENT,
        /** A file name would leave the download's folder. */
        UNSAFE_PATH,
        /** Larger or more numerous than the limits allow. */
        TOO_LARGE,
        /** No magnet link, or one without a valid info-hash. */
        BAD_MAGNET,
        /** No http(s) address. */
        BAD_URL,
        /** The address policy refuses the host. */
        FORBIDDEN_ADDRESS,
        /** The host has no address, does not answer, answers an error, or takes too long. */
        FETCH_FAILED
    }

    private final Code code;

    /** A refusal with a {@code text} that can be shown to the user as it is. */
    public IntakeException(Code code, String text) {
        super(text);
        this.code = code;
    }

    /** A refusal that follows from {@code cause}. */
    public IntakeException(Code code, String text, Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    /** Why it was refused, for programs. */
    public Code code() {
        return code;
    }

    /** What happened, why, and what to do, for people. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
