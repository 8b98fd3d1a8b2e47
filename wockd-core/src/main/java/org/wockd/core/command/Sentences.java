package org.wockd.core.command;

import org.jspecify.annotations.Nullable;

/** What the core says in half a sentence, as one. */
final class Sentences {
    private Sentences() {}

    static String of(@Nullable String text) {
        return text == null || text.isEmpty()
                ? "This was refused."
                : Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }
}
