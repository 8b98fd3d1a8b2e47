package org.wockd.core.account;

import java.util.Map;
import org.wockd.core.auth.ScramSecrets;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/**
 * What is stored of a new password.
 *
 * @param iterations rounds of PBKDF2
 */
record PasswordKeys(int iterations) {

    /**
     * The keys; takes some milliseconds.
     *
     * @throws StanzaErrorException {@code not-acceptable} with a text that says what is wrong with the password
     */
    Map<Hash, ScramKeys> of(String password) {
        try {
            return ScramSecrets.deriveAll(password, iterations);
        } catch (IllegalArgumentException e) {
            throw new StanzaErrorException(Condition.NOT_ACCEPTABLE, String.valueOf(e.getMessage()));
        }
    }
}
