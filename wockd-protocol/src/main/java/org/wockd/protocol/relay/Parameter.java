package org.wockd.protocol.relay;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.FormField;
import org.wockd.protocol.xml.Node;

/**
 * Something a {@link Command} wants to know. Immutable; the methods that seem to change one return another:
 *
 * <pre>{@code Parameter.whole("down", 0, 1000, "bytes per second").labelled("Fastest download").suchAs("500")}</pre>
 *
 * @param name what programs, forms and {@code name=value} in a chat call it: lower-case letters, digits and hyphens
 * @param label what people call it
 * @param description a sentence that says what it does
 * @param required whether the command cannot run without it
 * @param kind what it can be
 * @param example a value that is allowed
 */
public record Parameter(String name, String label, String description, boolean required, Kind kind, String example) {

    /** The namespace of {@code <bad-parameter name=''/>}, which stands in an error that is about one parameter. */
    public static final String NAMESPACE = "urn:wockd:command:1";

    private static final int SHOWN = 40;

    /** What a parameter can be. */
    public sealed interface Kind {
        /** Text of at most {@code most} characters, shown as one line. */
        record Line(int most) implements Kind {}

        /** Text of at most {@code most} characters, shown as many lines. */
        record Lines(int most) implements Kind {}

        /** An address. */
        record Address() implements Kind {}

        /** A whole number; {@code unit} is what is counted, in the plural. */
        record Whole(long least, long most, String unit) implements Kind {}

        /** Yes or no. */
        record Flag() implements Kind {}

        /** One of these values. */
        record Choice(List<FormField.Option> options) implements Kind {
            public Choice {
                options = List.copyOf(options);
            }
        }

        /** Text of at most {@code most} characters; a form offers what the user with this bare JID most likely means. */
        record Pick(int most, Function<Jid, List<FormField.Option>> offers) implements Kind {}

        /** A file of at most {@code most} octets, in base64 (RFC 4648 §4; white space is ignored). */
        record File(int most) implements Kind {}
    }

    /** A line of text. */
    public static Parameter line(String name, int most) {
        return of(name, new Kind.Line(most), "");
    }

    /** Lines of text. */
    public static Parameter lines(String name, int most) {
        return of(name, new Kind.Lines(most), "");
    }

    /** An address. */
    public static Parameter address(String name) {
        return of(name, new Kind.Address(), "juliet@example.org");
    }

    /** A whole number from {@code least} to {@code most}. */
    public static Parameter whole(String name, long least, long most, String unit) {
        return of(name, new Kind.Whole(least, most, unit), Long.toString(least));
    }

    /** Yes or no. */
    public static Parameter flag(String name) {
        return of(name, new Kind.Flag(), "yes");
    }

    /** One of these values. */
    public static Parameter choice(String name, FormField.Option... options) {
        return of(name, new Kind.Choice(List.of(options)), options[0].value());
    }

    /** Text for which a form offers what this user most likely means. */
    public static Parameter pick(String name, int most, Function<Jid, List<FormField.Option>> offers) {
        return of(name, new Kind.Pick(most, offers), "");
    }

    /** A file. */
    public static Parameter file(String name, int most) {
        return of(name, new Kind.File(most), "");
    }

    private static Parameter of(String name, Kind kind, String example) {
        return new Parameter(name, name, "", false, kind, example);
    }

    public Parameter labelled(String label) {
        return new Parameter(name, label, description, required, kind, example);
    }

    public Parameter described(String description) {
        return new Parameter(name, label, description, required, kind, example);
    }

    public Parameter suchAs(String example) {
        return new Parameter(name, label, description, required, kind, example);
    }

    public Parameter mandatory() {
        return new Parameter(name, label, description, true, kind, example);
    }

    /** What is allowed, as the rest of a sentence that begins with "must be". */
    public String allowed() {
        return switch (kind) {
            case Kind.Line line -> "text of at most " + line.most() + " characters";
            case Kind.Lines lines -> "text of at most " + lines.most() + " characters";
            case Kind.Pick pick -> "text of at most " + pick.most() + " characters";
            case Kind.Address address -> "an address";
            case Kind.Whole whole ->
                "a whole number from " + whole.least() + " to " + whole.most() + " (" + whole.unit() + ")";
            case Kind.Flag flag -> "yes or no";
            case Kind.Choice choice ->
                choice.options().stream().map(FormField.Option::value).collect(Collectors.joining(" or "));
            case Kind.File file -> "a file of at most " + file.most() + " bytes, written in base64";
        };
    }

    /** How it is written in a chat; the first one rarely with its name. */
    String usage(boolean first) {
        String value = switch (kind) {
            case Kind.Flag flag -> "yes|no";
            case Kind.Choice choice ->
                choice.options().stream().map(FormField.Option::value).collect(Collectors.joining("|"));
            default -> name.toUpperCase(Locale.ROOT);
        };
        return required ? value : first ? "[" + value + "]" : "[" + name + "=" + value + "]";
    }

    /** Checks what was written; {@code bad-request} says what is allowed. */
    Value parse(String raw) throws StanzaErrorException {
        return switch (kind) {
            case Kind.Line line -> text(raw, line.most());
            case Kind.Lines lines -> text(raw, lines.most());
            case Kind.Pick pick -> text(raw, pick.most());
            case Kind.Address address -> jid(raw);
            case Kind.Whole whole -> number(raw, whole);
            case Kind.Flag flag -> yesOrNo(raw);
            case Kind.Choice choice -> chosen(raw, choice);
            case Kind.File file -> octets(raw, file.most());
        };
    }

    private Value text(String raw, int most) {
        String text = raw.strip();
        if (text.length() > most) {
            throw bad("it has " + text.length() + " characters");
        }
        return new Value.Text(text);
    }

    private Value jid(String raw) {
        try {
            return new Value.Address(Jid.parse(raw.strip()));
        } catch (JidException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private Value number(String raw, Kind.Whole whole) {
        try {
            long number = Long.parseLong(raw.strip());
            if (number >= whole.least() && number <= whole.most()) {
                return new Value.Whole(number);
            }
        } catch (NumberFormatException e) {
            // told below, as a number out of bounds is
        }
        throw notAllowed(raw);
    }

    private Value yesOrNo(String raw) {
        return switch (raw.strip().toLowerCase(Locale.ROOT)) {
            case "yes", "true", "1", "on" -> new Value.Flag(true);
            case "no", "false", "0", "off" -> new Value.Flag(false);
            default -> throw notAllowed(raw);
        };
    }

    private Value chosen(String raw, Kind.Choice choice) {
        String word = raw.strip();
        for (FormField.Option option : choice.options()) {
            if (option.value().equalsIgnoreCase(word)) {
                return new Value.Text(option.value());
            }
        }
        throw notAllowed(raw);
    }

    private Value octets(String raw, int most) {
        // Base64 takes 4 characters for 3 octets, and a line end after each 76.
        if (raw.length() > 2L * most + 80) {
            throw bad("it is larger");
        }
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(raw.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw bad("it is not base64");
        }
        if (octets.length > most) {
            throw bad("it has " + octets.length + " bytes");
        }
        return new Value.File(octets);
    }

    private StanzaErrorException notAllowed(String raw) {
        return bad(quoted(raw) + " is not");
    }

    /** The answer to a value that is not allowed; {@code why} is a half sentence about what was given. */
    public StanzaErrorException bad(String why) {
        return refusal("\"" + name + "\" must be " + allowed() + suchAs() + "; " + why + ".");
    }

    StanzaErrorException missing() {
        return refusal("\"" + name + "\" (" + label + ") is missing. It must be " + allowed() + suchAs() + ".");
    }

    private String suchAs() {
        return example.isEmpty() ? "" : ", such as " + example;
    }

    private StanzaErrorException refusal(String text) {
        return new StanzaErrorException(StanzaError.of(Condition.BAD_REQUEST, text)
                .with(Node.of(NAMESPACE, "bad-parameter").with("name", name)));
    }

    /** At most 40 characters of what somebody wrote, for an error text. */
    static String quoted(String raw) {
        return "\"" + shortened(raw) + "\"";
    }

    static String shortened(String raw) {
        return raw.codePointCount(0, raw.length()) <= SHOWN
                ? raw
                : raw.substring(0, raw.offsetByCodePoints(0, SHOWN)) + "…";
    }
}
