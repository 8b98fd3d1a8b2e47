package org.wockd.protocol.relay;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.service.Nearest;

/** The commands of a relay, in the order they are shown. */
public final class CommandSet {
    // Nobody mistypes a longer one, and the search takes time in proportion.
    private static final int LONGEST_MISTYPED = 32;

    private final Map<String, Command> byName = new LinkedHashMap<>();

    /** A set of commands, each with a name of its own; {@code help} is made from them. */
    public CommandSet(List<Command> commands) {
        for (Command command : commands) {
            if (command.name().equals(ChatCommands.HELP) || byName.put(command.name(), command) != null) {
                throw new IllegalArgumentException("the name " + command.name() + " is taken");
            }
        }
    }

    /** The command of that name, in any case; null where there is none. */
    public @Nullable Command find(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    /** All of them. */
    public List<Command> all() {
        return List.copyOf(byName.values());
    }

    /** The one of {@code known} that {@code word} most likely means. */
    static Optional<String> nearest(String word, Collection<String> known) {
        return word.length() > LONGEST_MISTYPED ? Optional.empty() : Nearest.to(word.toLowerCase(Locale.ROOT), known);
    }
}
