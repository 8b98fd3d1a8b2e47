package org.wockd.core.auth;

import org.jspecify.annotations.Nullable;
import org.wockd.core.store.ScramKeys;

/** Where the stored keys of an account are found. */
@FunctionalInterface
public interface Credentials {

    /**
     * The keys of an account for one hash function; may block.
     *
     * @param localpart the prepared localpart
     * @param host the virtual host
     * @return null where there is no such account, or none with keys for this hash
     */
    @Nullable
    ScramKeys keys(String localpart, String host, ScramKeys.Hash hash);
}
