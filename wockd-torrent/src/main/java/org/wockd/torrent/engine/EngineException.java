package org.wockd.torrent.engine;

/** The engine cannot do what was asked; the message says what happened, why, and what to do. */
public final class EngineException extends Exception {

    /** What kind of refusal. */
    public enum Code {
        /** Another process listens on the port. */
        PORT_IN_USE,
        /** No listening socket could be opened for another reason, such as an address that is not the machine's. */
        CANNOT_LISTEN,
        /** The native library is missing for this machine, or cannot be written or loaded. */
        NO_NATIVE_LIBRARY,
        /** libtorrent refused a torrent that the intake let through. */
        REFUSED,
        /** The engine is not running. */
        STOPPED,
        /** The torrent is not in the engine. */
        UNKNOWN_TORRENT
    }

    private final Code code;

    /** An error with a {@code text} for the operator or the user. */
    public EngineException(Code code, String text) {
        super(text);
        this.code = code;
    }

    /** An error that follows from {@code cause}. */
    public EngineException(Code code, String text, Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    /** What kind of refusal, for programs. */
    public Code code() {
        return code;
    }
}
