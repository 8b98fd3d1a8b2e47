package org.wockd.torrent.downloads;

/** The service refuses what was asked; the message says what happened, why, and what to do. */
public final class DownloadException extends RuntimeException {

    /** What kind of refusal. */
    public enum Code {
        /** The owner has no such torrent, whether or not somebody else has. */
        NOT_FOUND,
        /** The owner, or everybody together, has as many torrents as the limits allow. */
        TOO_MANY,
        /** The engine refused it. */
        ENGINE,
        /** The data folder cannot be used. */
        FOLDER,
        /** Another process uses the data folder. */
        FOLDER_IN_USE,
        /** What the ledger holds cannot be read. */
        LEDGER_BROKEN
    }

    private final Code code;

    /** A refusal with a {@code text} that can be shown as it is. */
    public DownloadException(Code code, String text) {
        super(text);
        this.code = code;
    }

    /** A refusal that follows from {@code cause}. */
    public DownloadException(Code code, String text, Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    /** What kind of refusal, for programs. */
    public Code code() {
        return code;
    }
}
