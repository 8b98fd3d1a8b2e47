package org.wockd.protocol.xep;

/**
 * Says that an element is not what its XEP says it must be, and why; the sender of a request is answered
 * {@code bad-request} with the message.
 */
public sealed class PayloadException extends Exception permits FormException {
    private static final long serialVersionUID = 1L;

    public PayloadException(String message) {
        super(message);
    }
}
