package org.wockd.protocol.xep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xml.Node;

/**
 * Data Forms, XEP-0004 version 2.13: questions to a person or program, and the answers. Immutable; the methods that seem
 * to change one return another.
 *
 * <pre>{@code
 * DataForm question = DataForm.form().titled("Add a torrent").plus(
 *         FormField.text("uri").labelled("Magnet link").mandatory(),
 *         FormField.bool("paused").labelled("Wait before starting").holding(false));
 * DataForm answer = question.answeredBy(DataForm.parse(x));
 * add(answer.requiredText("uri"), answer.bool("paused", false));
 * }</pre>
 *
 * @param type what the form is for
 * @param title null where there is none
 * @param instructions one string for a line
 * @param fields in the order they are shown, each name once
 * @param reported the columns of a table of results
 * @param items the rows of that table, each a list of fields
 */
public record DataForm(
        Type type,
        @Nullable String title,
        List<String> instructions,
        List<FormField> fields,
        List<FormField> reported,
        List<List<FormField>> items) {

    /** The namespace of the protocol. */
    public static final String NAMESPACE = "jabber:x:data";

    /** The field that says what the other fields mean (XEP-0068). */
    public static final String FORM_TYPE = "FORM_TYPE";

    /** What a form is for (XEP-0004 §3.1). */
    public enum Type {
        /** It asks. */
        FORM,
        /** It answers. */
        SUBMIT,
        /** It declines to answer. */
        CANCEL,
        /** It reports. */
        RESULT
    }

    public DataForm {
        instructions = List.copyOf(instructions);
        fields = List.copyOf(fields);
        reported = List.copyOf(reported);
        items = items.stream().map(List::copyOf).toList();
    }

    /** An empty form of that type. */
    public static DataForm of(Type type) {
        return new DataForm(type, null, List.of(), List.of(), List.of(), List.of());
    }

    /** An empty form that asks. */
    public static DataForm form() {
        return of(Type.FORM);
    }

    /** An empty form that answers. */
    public static DataForm submit() {
        return of(Type.SUBMIT);
    }

    /** An empty form that reports. */
    public static DataForm result() {
        return of(Type.RESULT);
    }

    /** A table of results with these columns and no rows. */
    public static DataForm table(FormField... columns) {
        return new DataForm(Type.RESULT, null, List.of(), List.of(), List.of(columns), List.of());
    }

    public DataForm titled(String title) {
        return new DataForm(type, title, instructions, fields, reported, items);
    }

    /** This form with one more line of instructions. */
    public DataForm instructed(String line) {
        return new DataForm(type, title, added(instructions, List.of(line)), fields, reported, items);
    }

    /** This form with the hidden field that says what the others mean (XEP-0068). */
    public DataForm typed(String formType) {
        return plus(FormField.hidden(FORM_TYPE, formType));
    }

    /** This form with fields added at its end. */
    public DataForm plus(FormField... more) {
        return new DataForm(type, title, instructions, added(fields, List.of(more)), reported, items);
    }

    /** This table with one more row, which has one value for each column. */
    public DataForm row(String... values) {
        if (values.length != reported.size()) {
            throw new IllegalArgumentException(values.length + " values for " + reported.size() + " columns");
        }
        List<FormField> row = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            row.add(new FormField(reported.get(i).var(), null, null, null, false, List.of(values[i]), List.of()));
        }
        return new DataForm(type, title, instructions, fields, reported, added(items, List.of(row)));
    }

    private static <T> List<T> added(List<T> list, List<T> more) {
        List<T> all = new ArrayList<>(list);
        all.addAll(more);
        return all;
    }

    /**
     * What a submission answers to this form: its fields with the submitted values, or with the default where one is left
     * out (XEP-0004 §3.5), checked by the type of each. Fields that this form does not have are dropped (§3.1).
     *
     * @throws FormException where the submission is none, is of another FORM_TYPE, lacks a required value, or has one that
     *     its field must not hold
     */
    public DataForm answeredBy(DataForm submission) throws FormException {
        if (submission.type != Type.SUBMIT) {
            throw new FormException("The form must be submitted (type submit).");
        }
        String given = submission.text(FORM_TYPE);
        if (given != null && !given.equals(text(FORM_TYPE))) {
            throw new FormException(FORM_TYPE, "says that the answer is to another form");
        }
        List<FormField> answers = new ArrayList<>(fields.size());
        for (FormField field : fields) {
            if (field.var() != null && field.type() != FormField.Type.FIXED) {
                FormField answer = submission.field(field.var());
                answers.add(field.answeredBy(answer == null ? field.values() : answer.values()));
            }
        }
        return new DataForm(Type.SUBMIT, null, List.of(), answers, List.of(), List.of());
    }

    /** The field of that name, null where there is none. */
    public @Nullable FormField field(String var) {
        for (FormField field : fields) {
            if (var.equals(field.var())) {
                return field;
            }
        }
        return null;
    }

    /**
     * What the fields mean (XEP-0068): the value of FORM_TYPE, null where it is absent, or not hidden in a form that must
     * hide it (§3.1 there: all but submissions).
     */
    public @Nullable String formType() {
        FormField field = field(FORM_TYPE);
        boolean counts = field != null && (type == Type.SUBMIT || field.type() == FormField.Type.HIDDEN);
        return counts ? text(FORM_TYPE) : null;
    }

    /** The values of a field, none where it is absent. */
    public List<String> values(String var) {
        FormField field = field(var);
        return field == null ? List.of() : field.values();
    }

    /** The first value of a field, null where it is absent or empty. */
    public @Nullable String text(String var) {
        FormField field = field(var);
        return field == null ? null : field.value();
    }

    /** The first value of a field that must have one. */
    public String requiredText(String var) throws FormException {
        String value = text(var);
        if (value == null) {
            throw new FormException(var, "is required");
        }
        return value;
    }

    /** The lines of a field as one text, empty where it is absent (XEP-0004 §3.3 on text-multi). */
    public String lines(String var) {
        return String.join("\n", values(var));
    }

    /** Yes or no, or {@code otherwise} where the field is absent or empty. */
    public boolean bool(String var, boolean otherwise) throws FormException {
        String value = text(var);
        return value == null ? otherwise : FormField.parseBoolean(var, value);
    }

    /** A whole number from {@code least} to {@code most}, nothing where the field is absent or empty. */
    public OptionalLong integer(String var, long least, long most) throws FormException {
        String value = text(var);
        if (value == null) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(value.strip());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // told below, as a number out of bounds is
        }
        throw new FormException(
                var, "must be a whole number from " + least + " to " + most + ", not " + FormField.quoted(value));
    }

    /** A whole number from {@code least} to {@code most}. */
    public long requiredInteger(String var, long least, long most) throws FormException {
        requiredText(var);
        return integer(var, least, most).orElseThrow();
    }

    /** An address, null where the field is absent or empty. */
    public @Nullable Jid jid(String var) throws FormException {
        String value = text(var);
        return value == null ? null : FormField.parseJid(var, value);
    }

    /** An address that must be there. */
    public Jid requiredJid(String var) throws FormException {
        return FormField.parseJid(var, requiredText(var));
    }

    /** Addresses, each once (XEP-0004 §3.3). */
    public Set<Jid> jids(String var) throws FormException {
        Set<Jid> jids = new LinkedHashSet<>();
        for (String value : values(var)) {
            if (!value.isEmpty()) {
                jids.add(FormField.parseJid(var, value));
            }
        }
        return jids;
    }

    /** The form inside another element, null where there is none. */
    public static @Nullable DataForm in(Node parent) throws FormException {
        Node x = parent.child(NAMESPACE, "x");
        return x == null ? null : parse(x);
    }

    /**
     * Reads an {@code <x xmlns='jabber:x:data'/>}.
     *
     * @throws FormException where it is no form: without a known type, or with a field that has no name, the name of
     *     another field, or an option without exactly one value
     */
    public static DataForm parse(Node x) throws FormException {
        if (!x.is(NAMESPACE, "x")) {
            throw new FormException("The element " + x.name() + " is not a data form.");
        }
        Type type = parseType(x.attribute("type"));
        List<String> instructions =
                x.children(NAMESPACE, "instructions").stream().map(Node::text).toList();
        Node reported = x.child(NAMESPACE, "reported");
        List<List<FormField>> items = new ArrayList<>();
        for (Node item : x.children(NAMESPACE, "item")) {
            items.add(parseFields(item, null));
        }
        return new DataForm(
                type,
                x.childText(NAMESPACE, "title"),
                instructions,
                parseFields(x, type == Type.FORM ? FormField.Type.TEXT_SINGLE : null),
                reported == null ? List.of() : parseFields(reported, FormField.Type.TEXT_SINGLE),
                items);
    }

    private static Type parseType(@Nullable String wire) throws FormException {
        return switch (wire) {
            case "form" -> Type.FORM;
            case "submit" -> Type.SUBMIT;
            case "cancel" -> Type.CANCEL;
            case "result" -> Type.RESULT;
            case null, default ->
                throw new FormException("The form must have the type form, submit, cancel or result.");
        };
    }

    private static List<FormField> parseFields(Node parent, FormField.@Nullable Type otherwise) throws FormException {
        List<FormField> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node child : parent.children(NAMESPACE, "field")) {
            FormField field = FormField.parse(child);
            String var = field.var();
            if (var != null && !names.add(var)) {
                throw new FormException(var, "stands in the form twice");
            }
            fields.add(
                    field.type() != null || otherwise == null
                            ? field
                            : new FormField(
                                    var,
                                    otherwise,
                                    field.label(),
                                    field.desc(),
                                    field.required(),
                                    field.values(),
                                    field.options()));
        }
        return fields;
    }

    /** This form as the element {@code <x xmlns='jabber:x:data'/>}. */
    public Node toNode() {
        Node x = Node.of(NAMESPACE, "x").with("type", type.name().toLowerCase(Locale.ROOT));
        if (title != null) {
            x = x.plus(Node.of(NAMESPACE, "title").plus(title));
        }
        x = x.plus(instructions.stream()
                        .map(line -> Node.of(NAMESPACE, "instructions").plus(line))
                        .toList())
                .plus(nodes(fields));
        if (!reported.isEmpty()) {
            x = x.plus(Node.of(NAMESPACE, "reported").plus(nodes(reported)));
        }
        return x.plus(items.stream()
                .map(item -> Node.of(NAMESPACE, "item").plus(nodes(item)))
                .toList());
    }

    private static List<Node> nodes(List<FormField> fields) {
        return fields.stream().map(FormField::toNode).toList();
    }
}
