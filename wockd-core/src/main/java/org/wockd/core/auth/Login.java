package org.wockd.core.auth;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.protocol.jid.Jid;

/**
 * What a mechanism needs of the server for one stream: names, keys and limits, the same for known and unknown users.
 *
 * @param host the virtual host of the stream
 * @param credentials where keys are kept
 * @param secret makes keys for users that do not exist
 * @param iterations the rounds such keys claim
 * @param source counts tries from the peer's address
 */
record Login(String host, Credentials credentials, ServerSecret secret, int iterations, LoginLimits.Source source) {

    private static final Logger LOG = LoggerFactory.getLogger(Login.class);
    private static final String WRONG = "The user name or the password is wrong. Check both and try again.";

    /** Keys to check against; where {@code real} is false the check is done all the same, and fails. */
    record Keys(ScramKeys keys, boolean real) {}

    static Refusal wrong() {
        return new Refusal(SaslCondition.NOT_AUTHORIZED, WRONG);
    }

    /** The prepared localpart of a name sent by a client. */
    String localpart(String username) throws Refusal {
        try {
            return Preparation.localpart(username);
        } catch (IllegalArgumentException e) {
            throw new Refusal(SaslCondition.NOT_AUTHORIZED, String.valueOf(e.getMessage()));
        }
    }

    /** Only oneself may one act as: nothing, the localpart, or the bare JID (RFC 6120 §6.3.8). */
    void checkAuthzid(String authzid, String localpart) throws Refusal {
        if (authzid.isEmpty()) {
            return;
        }
        if (!isSelf(authzid, localpart)) {
            throw new Refusal(
                    SaslCondition.INVALID_AUTHZID,
                    "The account may act as itself only. Leave the authorization identity empty, or give the bare"
                            + " address of the account.");
        }
    }

    /** Counts a try, and stops it where there were too many. */
    void checkLimits(String localpart) throws Refusal {
        switch (source.check(account(localpart))) {
            case LoginLimits.Verdict.Allowed() -> {}
            case LoginLimits.Verdict.DelayedBy delayed -> throw tooMany(delayed.text());
            case LoginLimits.Verdict.Banned banned -> throw tooMany(banned.text());
        }
    }

    void succeeded(String localpart) {
        source.succeeded(account(localpart));
    }

    /** The stored keys, or made-up ones that never match. */
    Keys keys(String localpart, Hash hash) throws Refusal {
        var stored = stored(localpart, hash);
        return stored == null ? nobody(localpart, hash) : new Keys(stored, true);
    }

    /** Keys for a check of the bare password: SHA-256 where there are several. All are asked for, so that no case is
     * faster than another. */
    Keys anyKeys(String localpart) throws Refusal {
        var best = stored(localpart, Hash.SHA_256);
        var second = stored(localpart, Hash.SHA_512);
        var third = stored(localpart, Hash.SHA_1);
        if (best == null) {
            best = second == null ? third : second;
        }
        return best == null ? nobody(localpart, Hash.SHA_256) : new Keys(best, true);
    }

    private Keys nobody(String localpart, Hash hash) {
        return new Keys(secret.keysOfNobody(localpart, host, hash, iterations), false);
    }

    private @Nullable ScramKeys stored(String localpart, Hash hash) throws Refusal {
        try {
            return credentials.keys(localpart, host, hash);
        } catch (RuntimeException e) {
            LOG.error("The keys of {} could not be read, so the log-in was put off.", account(localpart), e);
            throw new Refusal(
                    SaslCondition.TEMPORARY_AUTH_FAILURE,
                    "The server cannot read its accounts at the moment. Try again in a minute.");
        }
    }

    private boolean isSelf(String authzid, String localpart) {
        try {
            return authzid.indexOf('@') < 0
                    ? Preparation.localpart(authzid).equals(localpart)
                    : Jid.parse(authzid).equals(Jid.of(localpart, host, null));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String account(String localpart) {
        return localpart + "@" + host;
    }

    private static Refusal tooMany(String text) {
        return new Refusal(SaslCondition.TEMPORARY_AUTH_FAILURE, text);
    }
}
