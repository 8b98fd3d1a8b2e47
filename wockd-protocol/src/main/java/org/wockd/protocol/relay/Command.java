package org.wockd.protocol.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xml.Node;

/**
 * Something a user can tell a relay to do, whichever way: as a word in a chat ({@link ChatCommands}), with a form
 * ({@link AdhocCommands}), or with the relay's own iqs, which call {@link #run(Jid, Map)}. All run the same handler.
 *
 * @param name the word: lower-case letters, digits and hyphens
 * @param title what people call it, a few words
 * @param help one sentence that says what it does
 * @param parameters what it wants to know, in the order a chat takes them without names
 * @param handler does it
 */
public record Command(String name, String title, String help, List<Parameter> parameters, Handler handler) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** Does what a command says. It may block. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Does it for {@link CommandCall#owner} and nobody else.
         *
         * @throws StanzaErrorException the same as returning {@link CommandResult.Failed}
         */
        CommandResult run(CommandCall call);
    }

    public Command {
        parameters = List.copyOf(parameters);
        Set<String> names = new HashSet<>();
        for (Parameter parameter : parameters) {
            if (!NAME.matcher(parameter.name()).matches() || !names.add(parameter.name())) {
                throw new IllegalArgumentException("the parameter " + parameter.name() + " of " + name
                        + " is not a word of its own of lower-case letters, digits and hyphens");
            }
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(name + " is not a word of lower-case letters, digits and hyphens");
        }
    }

    /** A command from what follows it in a sentence. */
    public static Command of(String name, String title, String help, Handler handler, Parameter... parameters) {
        return new Command(name, title, help, List.of(parameters), handler);
    }

    /** The parameter of that name in any case, null where there is none. */
    public @Nullable Parameter parameter(String parameter) {
        String lower = parameter.toLowerCase(Locale.ROOT);
        for (Parameter p : parameters) {
            if (p.name().equals(lower)) {
                return p;
            }
        }
        return null;
    }

    /**
     * Checks what was given for the parameters.
     *
     * @param given what was written, by parameter; an empty text counts as not given
     * @throws StanzaErrorException {@code bad-request} where one is missing, not known or not allowed
     */
    public CommandCall call(Jid from, Map<String, String> given) {
        for (String name : given.keySet()) {
            if (parameter(name) == null) {
                throw unknown(name);
            }
        }
        Map<String, Value> values = new HashMap<>();
        for (Parameter parameter : parameters) {
            String raw = given.get(parameter.name());
            if (raw != null && !raw.isBlank()) {
                values.put(parameter.name(), parameter.parse(raw));
            } else if (parameter.required()) {
                throw parameter.missing();
            }
        }
        return new CommandCall(from, values);
    }

    /** Runs it with parameters that were checked. */
    public CommandResult run(CommandCall call) {
        try {
            return handler.run(call);
        } catch (StanzaErrorException e) {
            return new CommandResult.Failed(e.error());
        }
    }

    /** Checks what was given, and runs it: the way of a relay's own protocol, with an attribute for each parameter. */
    public CommandResult run(Jid from, Map<String, String> given) {
        try {
            return run(call(from, given));
        } catch (StanzaErrorException e) {
            return new CommandResult.Failed(e.error());
        }
    }

    /** How it is written in a chat. */
    public String usage() {
        List<String> words = new ArrayList<>(List.of(name));
        for (Parameter parameter : parameters) {
            words.add(parameter.usage(words.size() == 1));
        }
        return String.join(" ", words);
    }

    StanzaErrorException unknown(String name) {
        String known = parameters.isEmpty()
                ? "It takes nothing more."
                : "It takes " + parameters.stream().map(Parameter::name).collect(Collectors.joining(", ")) + ".";
        String meant = CommandSet.nearest(
                        name, parameters.stream().map(Parameter::name).toList())
                .map(near -> " Did you mean \"" + near + "\"?")
                .orElse("");
        return new StanzaErrorException(StanzaError.of(
                        Condition.BAD_REQUEST,
                        "\"" + this.name + "\" does not know " + Parameter.quoted(name) + ". " + known + meant)
                .with(Node.of(Parameter.NAMESPACE, "bad-parameter").with("name", Parameter.shortened(name))));
    }
}
