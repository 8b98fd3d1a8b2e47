package org.wockd.bench.client;

/** A server that does not let a client in, or does not answer as it should; the text says with what. */
public final class LoginException extends Exception {
    private static final long serialVersionUID = 1L;

    LoginException(String message) {
        super(message);
    }

    LoginException(String message, Throwable cause) {
        super(message, cause);
    }
}
