package org.wockd.protocol.relay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormField;

/** Commands and what came of them as data forms (XEP-0004). */
final class CommandForms {
    private CommandForms() {}

    /**
     * The form that asks for a command's parameters.
     *
     * @param user whom it asks; picks offer what this user has
     * @param given what was filled in before and is shown again
     */
    static DataForm ask(Command command, Jid user, Map<String, String> given) {
        DataForm form = DataForm.form().titled(command.title()).instructed(command.help());
        for (Parameter parameter : command.parameters()) {
            FormField field = field(parameter, user).labelled(parameter.label());
            String description = describe(parameter);
            field = description.isEmpty() ? field : field.described(description);
            field = parameter.required() ? field.mandatory() : field;
            form = form.plus(holding(field, parameter, given.get(parameter.name())));
        }
        return form;
    }

    private static FormField field(Parameter parameter, Jid user) {
        String name = parameter.name();
        return switch (parameter.kind()) {
            case Parameter.Kind.Line line -> FormField.text(name);
            case Parameter.Kind.Lines lines -> FormField.lines(name);
            case Parameter.Kind.File file -> FormField.lines(name);
            case Parameter.Kind.Address address -> FormField.jid(name);
            case Parameter.Kind.Whole whole -> FormField.text(name);
            case Parameter.Kind.Flag flag -> FormField.bool(name);
            case Parameter.Kind.Choice choice -> offering(name, choice.options());
            case Parameter.Kind.Pick pick -> {
                List<FormField.Option> offers = pick.offers().apply(user.bare());
                yield offers.isEmpty() ? FormField.text(name) : offering(name, offers);
            }
        };
    }

    private static FormField offering(String name, List<FormField.Option> options) {
        FormField field = FormField.choice(name);
        for (FormField.Option option : options) {
            String label = option.label();
            field = field.option(option.value(), label == null ? option.value() : label);
        }
        return field;
    }

    private static String describe(Parameter parameter) {
        return switch (parameter.kind()) {
            case Parameter.Kind.Whole whole -> (parameter.description() + " (" + parameter.allowed() + ")").strip();
            case Parameter.Kind.File file -> (parameter.description() + " (" + parameter.allowed() + ")").strip();
            default -> parameter.description();
        };
    }

    private static FormField holding(FormField field, Parameter parameter, @Nullable String given) {
        if (given != null) {
            return field.type() == FormField.Type.TEXT_MULTI
                    ? field.holding(given.lines().toList())
                    : field.holding(given);
        }
        return switch (parameter.kind()) {
            case Parameter.Kind.Flag flag -> field.holding(false);
            case Parameter.Kind.Choice choice
            when !parameter.required() ->
                field.holding(choice.options().getFirst().value());
            default -> field;
        };
    }

    /** What a submission gives for each parameter; what it has beyond them is ignored (XEP-0004 §3.1). */
    static Map<String, String> given(Command command, DataForm submission) {
        Map<String, String> given = new LinkedHashMap<>();
        for (Parameter parameter : command.parameters()) {
            if (submission.field(parameter.name()) != null) {
                given.put(parameter.name(), submission.lines(parameter.name()));
            }
        }
        return given;
    }

    /** A table as a form that reports. */
    static DataForm report(String title, CommandResult.Table table) {
        return switch (table.layout()) {
            case ROWS -> rows(title, table);
            case FIELDS -> fields(title, table);
        };
    }

    private static DataForm rows(String title, CommandResult.Table table) {
        DataForm form = DataForm.table(
                        table.columns().stream().map(CommandForms::head).toArray(FormField[]::new))
                .titled(title);
        List<List<FormField>> items = new ArrayList<>();
        for (List<String> row : table.rows()) {
            List<FormField> item = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                item.add(FormField.answer(table.columns().get(i).name(), row.get(i)));
            }
            items.add(item);
        }
        return new DataForm(form.type(), form.title(), form.instructions(), form.fields(), form.reported(), items);
    }

    private static DataForm fields(String title, CommandResult.Table table) {
        DataForm form = DataForm.result().titled(title);
        for (int i = 0; i < table.columns().size(); i++) {
            String value = table.rows().getFirst().get(i);
            FormField head = head(table.columns().get(i));
            form = form.plus(
                    head.type() == FormField.Type.TEXT_MULTI
                            ? head.holding(value.lines().toList())
                            : head.holding(value));
        }
        return form;
    }

    private static FormField head(CommandResult.Column column) {
        FormField field = switch (column.type()) {
            case TEXT, WHOLE -> FormField.text(column.name());
            case LINES -> FormField.lines(column.name());
            case ADDRESS -> FormField.jid(column.name());
        };
        return field.labelled(column.label());
    }
}
