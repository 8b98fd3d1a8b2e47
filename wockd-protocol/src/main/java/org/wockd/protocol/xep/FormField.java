package org.wockd.protocol.xep;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.xml.Node;

/**
 * A field of a {@link DataForm} (XEP-0004 §3.2). Immutable; the methods that seem to change one return another:
 *
 * <pre>{@code FormField.choice("rate").labelled("Rate").option("10", "slow").option("0", "no limit").holding("0").mandatory()}</pre>
 *
 * <p>Its text tells no values, because one may be a password.
 *
 * @param var the name that code knows it by, null for text that is shown only ({@link Type#FIXED})
 * @param type null where a submission or result leaves it to be inferred
 * @param label the name that people know it by
 * @param desc a hint for people
 * @param required whether a submission without a value is refused
 * @param values the default in a form, the answer in a submission
 * @param options what can be chosen, for the two list types
 */
public record FormField(
        @Nullable String var,
        @Nullable Type type,
        @Nullable String label,
        @Nullable String desc,
        boolean required,
        List<String> values,
        List<Option> options) {

    /** What a field can hold (XEP-0004 §3.3). */
    public enum Type {
        BOOLEAN,
        FIXED,
        HIDDEN,
        JID_MULTI,
        JID_SINGLE,
        LIST_MULTI,
        LIST_SINGLE,
        TEXT_MULTI,
        TEXT_PRIVATE,
        TEXT_SINGLE;

        private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

        boolean holdsMany() {
            return switch (this) {
                case JID_MULTI, LIST_MULTI, TEXT_MULTI, HIDDEN, FIXED -> true;
                case BOOLEAN, JID_SINGLE, LIST_SINGLE, TEXT_PRIVATE, TEXT_SINGLE -> false;
            };
        }

        /** A type that is not known is a line of text (XEP-0004 §3.3). */
        static Type parse(String wire) {
            for (Type type : values()) {
                if (type.wire.equals(wire)) {
                    return type;
                }
            }
            return TEXT_SINGLE;
        }
    }

    /**
     * One of the things that can be chosen.
     *
     * @param value what is sent
     * @param label what is shown, null for the value itself
     */
    public record Option(String value, @Nullable String label) {}

    public FormField {
        values = List.copyOf(values);
        options = List.copyOf(options);
    }

    /** A field of that type, without label, options and value. */
    public static FormField of(Type type, String var) {
        return new FormField(var, type, null, null, false, List.of(), List.of());
    }

    /** Text between the fields, such as the head of a section. */
    public static FormField fixed(String text) {
        return new FormField(null, Type.FIXED, null, null, false, List.of(text), List.of());
    }

    /** A value that people do not see and that comes back with the submission. */
    public static FormField hidden(String var, String value) {
        return of(Type.HIDDEN, var).holding(value);
    }

    /** Yes or no. */
    public static FormField bool(String var) {
        return of(Type.BOOLEAN, var);
    }

    /** A line of text. */
    public static FormField text(String var) {
        return of(Type.TEXT_SINGLE, var);
    }

    /** A line of text that is not shown, such as a password. */
    public static FormField secret(String var) {
        return of(Type.TEXT_PRIVATE, var);
    }

    /** Lines of text. */
    public static FormField lines(String var) {
        return of(Type.TEXT_MULTI, var);
    }

    /** An address. */
    public static FormField jid(String var) {
        return of(Type.JID_SINGLE, var);
    }

    /** Addresses. */
    public static FormField jids(String var) {
        return of(Type.JID_MULTI, var);
    }

    /** One of its options. */
    public static FormField choice(String var) {
        return of(Type.LIST_SINGLE, var);
    }

    /** Some of its options. */
    public static FormField choices(String var) {
        return of(Type.LIST_MULTI, var);
    }

    /** An answer whose type follows from the form it answers. */
    public static FormField answer(String var, String... values) {
        return new FormField(var, null, null, null, false, List.of(values), List.of());
    }

    public FormField labelled(String label) {
        return new FormField(var, type, label, desc, required, values, options);
    }

    public FormField described(String desc) {
        return new FormField(var, type, label, desc, required, values, options);
    }

    public FormField mandatory() {
        return new FormField(var, type, label, desc, true, values, options);
    }

    public FormField holding(String... values) {
        return holding(List.of(values));
    }

    public FormField holding(List<String> values) {
        return new FormField(var, type, label, desc, required, values, options);
    }

    public FormField holding(boolean value) {
        return holding(value ? "1" : "0");
    }

    public FormField holding(long value) {
        return holding(Long.toString(value));
    }

    /** This field with one more thing to choose. */
    public FormField option(String value, String label) {
        List<Option> more = new ArrayList<>(options);
        more.add(new Option(value, label));
        return new FormField(var, type, label(), desc, required, values, more);
    }

    /** The first value, null where there is none or it is empty (XEP-0004 §3.6 sets the two equal). */
    public @Nullable String value() {
        return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
    }

    /**
     * What a submission's values make of this field, whose name and type they get.
     *
     * @throws FormException where the field must not hold them
     */
    FormField answeredBy(List<String> given) throws FormException {
        String name = var == null ? "" : var;
        List<String> answer = type == Type.TEXT_MULTI
                ? given
                : given.stream().filter(value -> !value.isEmpty()).toList();
        if (required && answer.stream().allMatch(String::isEmpty)) {
            throw new FormException(name, "is required");
        }
        if (type != null && !type.holdsMany() && answer.size() > 1) {
            throw new FormException(name, "holds one value, not " + answer.size());
        }
        for (String value : answer) {
            check(name, value);
        }
        // XEP-0004 §3.3: duplicate JIDs are ignored.
        List<String> kept = type == Type.JID_MULTI ? List.copyOf(new LinkedHashSet<>(answer)) : answer;
        return new FormField(var, type, null, null, false, kept, List.of());
    }

    private void check(String name, String value) throws FormException {
        switch (type) {
            case BOOLEAN -> parseBoolean(name, value);
            case JID_SINGLE, JID_MULTI -> parseJid(name, value);
            case LIST_SINGLE, LIST_MULTI -> {
                if (options.stream().noneMatch(option -> option.value().equals(value))) {
                    throw new FormException(name, "must be one of its options, which " + quoted(value) + " is not");
                }
            }
            case null, default -> {}
        }
    }

    /** {@code 1}, {@code true}, {@code 0} or {@code false} (XEP-0004 §3.3). */
    static boolean parseBoolean(String var, String value) throws FormException {
        return switch (value) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw new FormException(var, "must be 1 (yes) or 0 (no), not " + quoted(value));
        };
    }

    static Jid parseJid(String var, String value) throws FormException {
        try {
            return Jid.parse(value);
        } catch (JidException e) {
            throw new FormException(var, "must be an address: " + e.getMessage());
        }
    }

    /** At most 40 characters of a value, for an error text. */
    static String quoted(String value) {
        int most = 40;
        return value.codePointCount(0, value.length()) <= most
                ? "\"" + value + "\""
                : "\"" + value.substring(0, value.offsetByCodePoints(0, most)) + "...\"";
    }

    static FormField parse(Node field) throws FormException {
        String var = field.attribute("var");
        String wire = field.attribute("type");
        Type type = wire == null ? null : Type.parse(wire);
        if (var == null && type != Type.FIXED) {
            throw new FormException("The form has a field without a name (attribute var).");
        }
        List<String> values = field.children(DataForm.NAMESPACE, "value").stream()
                .map(Node::text)
                .toList();
        List<Option> options = new ArrayList<>();
        for (Node option : field.children(DataForm.NAMESPACE, "option")) {
            List<Node> value = option.children(DataForm.NAMESPACE, "value");
            if (value.size() != 1) {
                throw new FormException(var == null ? "" : var, "has an option without exactly one value");
            }
            options.add(new Option(value.getFirst().text(), option.attribute("label")));
        }
        return new FormField(
                var,
                type,
                field.attribute("label"),
                field.childText(DataForm.NAMESPACE, "desc"),
                field.child(DataForm.NAMESPACE, "required") != null,
                values,
                options);
    }

    Node toNode() {
        Node field = Node.of(DataForm.NAMESPACE, "field")
                .with("var", var)
                .with("type", type == null ? null : type.wire)
                .with("label", label);
        if (desc != null) {
            field = field.plus(Node.of(DataForm.NAMESPACE, "desc").plus(desc));
        }
        if (required) {
            field = field.plus(Node.of(DataForm.NAMESPACE, "required"));
        }
        return field.plus(values.stream().map(FormField::valueNode).toList())
                .plus(options.stream()
                        .map(option -> Node.of(DataForm.NAMESPACE, "option")
                                .with("label", option.label())
                                .plus(valueNode(option.value())))
                        .toList());
    }

    private static Node valueNode(String value) {
        return Node.of(DataForm.NAMESPACE, "value").plus(value);
    }

    @Override
    public String toString() {
        return "FormField[" + var + ", " + type + ", values: " + values.size() + "]";
    }
}
