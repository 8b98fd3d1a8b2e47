package org.wockd.core.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/**
 * What administrators tell everybody once, and who has heard it. Every method may block on the disk and throw
 * {@link StoreException}.
 */
public interface Notices {

    /** What is told. */
    enum Kind {
        /** The message of the day, to every account once. */
        MOTD,
        /** The welcome, to every account that is new. */
        WELCOME
    }

    /** The text; null where there is none. */
    @Nullable
    String text(Kind kind);

    /** Sets a new text, which nobody has heard yet; of {@link Kind#WELCOME} those who are not new never will. */
    void set(Kind kind, String text);

    /**
     * Changes the text for those who have not heard it yet.
     *
     * @return false where there is none
     */
    boolean edit(Kind kind, String text);

    /** Takes the text back; no error where there is none. */
    void delete(Kind kind);

    /** What the owner of an account has not heard yet, the welcome first; from now on it has. None where it is no account. */
    List<String> due(Jid account);
}
