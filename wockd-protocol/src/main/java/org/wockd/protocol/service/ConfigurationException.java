package org.wockd.protocol.service;

import java.util.List;

/** Everything that is wrong with a configuration, at once: one text a mistake, each with its key and place. */
public final class ConfigurationException extends StartException {

    private final List<String> mistakes;

    /**
     * For the mistakes found in one go.
     *
     * @param mistakes at least one; each says the key, what is wrong and what is allowed, and holds no secret
     */
    public ConfigurationException(List<String> mistakes) {
        super(ExitCode.CONFIGURATION, text(mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** The mistakes, in the order of the file. */
    public List<String> mistakes() {
        return mistakes;
    }

    private static String text(List<String> mistakes) {
        return (mistakes.size() == 1
                        ? "The configuration has a mistake:"
                        : "The configuration has " + mistakes.size() + " mistakes:")
                + "\n  - "
                + String.join("\n  - ", mistakes);
    }
}
