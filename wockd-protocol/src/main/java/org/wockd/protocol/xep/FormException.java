package org.wockd.protocol.xep;

import org.jspecify.annotations.Nullable;

/** Says which field of a data form is wrong and what it must be (XEP-0004 §4), in words for the person who filled it. */
public final class FormException extends PayloadException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String var;

    /** A fault of the form as a whole. */
    public FormException(String message) {
        super(message);
        this.var = null;
    }

    /**
     * A fault of one field.
     *
     * @param problem the rest of the sentence that begins with the field's name
     */
    public FormException(String var, String problem) {
        super("The field \"" + var + "\" " + problem + ".");
        this.var = var;
    }

    /** The field that is wrong, null where it is the form as a whole. */
    public @Nullable String var() {
        return var;
    }
}
