package org.wockd.core.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wockd.core.CoreConfig;
import org.wockd.protocol.service.ConfigOption;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;
import org.wockd.protocol.xep.Commands.Response;
import org.wockd.protocol.xep.Commands.Status;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.FormField;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wockd admin}: the commands that administrators have in their clients (XEP-0133), for a core that runs. */
@Command(
        name = "admin",
        description = "Runs a command of the running core, the same that administrators have in their clients.",
        mixinStandardHelpOptions = true)
final class AdministrationCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Which command, such as announce. Without it, all are listed.")
    private @Nullable String name;

    @Parameters(
            index = "1..*",
            paramLabel = "FIELD=VALUE",
            description =
                    "What is answered to its form; a field that is given several times has several values, and FIELD="
                            + " empties one. Without any, the form is shown.")
    private List<String> fields = List.of();

    @Override
    public Integer call() {
        RunningCore core = RunningCore.of(config.load(CoreConfig.class));
        List<Disco.Item> commands = core.commands();
        if (name == null) {
            commands.forEach(item -> out().printf(Locale.ROOT, "%-28s %s%n", shortly(item), item.name()));
            return ExitCode.OK.number();
        }
        String node = commands.stream()
                .filter(item -> shortly(item).equals(name))
                .findFirst()
                .map(item -> String.valueOf(item.node()))
                .orElseThrow(() -> new StartException(
                        ExitCode.USAGE, "There is no command \"" + name + "\". \"wockd admin\" lists all."));
        show(fields.isEmpty() ? core.ask(node) : core.run(node, answers()));
        return ExitCode.OK.number();
    }

    private static String shortly(Disco.Item item) {
        String node = String.valueOf(item.node());
        return node.substring(node.indexOf('#') + 1);
    }

    private List<FormField> answers() {
        List<FormField> answers = new ArrayList<>();
        fields.stream()
                .collect(Collectors.groupingBy(AdministrationCommand::name, Collectors.toList()))
                .forEach((field, given) -> answers.add(FormField.answer(
                        field, given.stream().map(AdministrationCommand::value).toArray(String[]::new))));
        return answers;
    }

    private static String name(String field) {
        int equals = field.indexOf('=');
        if (equals < 1) {
            throw new StartException(ExitCode.USAGE, "\"" + field + "\" is not of the form FIELD=VALUE.");
        }
        return field.substring(0, equals);
    }

    private static String value(String field) {
        return field.substring(field.indexOf('=') + 1);
    }

    private void show(Response response) {
        RunningCore.notes(response).forEach(out()::println);
        DataForm form = response.form();
        if (form == null) {
            return;
        }
        if (response.status() == Status.EXECUTING) {
            out().println("It asks for these fields:");
        }
        for (FormField field : form.fields()) {
            if (!DataForm.FORM_TYPE.equals(field.var())) {
                String label = field.label() == null ? "" : " (" + field.label() + ")";
                String must = field.required() ? ", required" : "";
                out().println(field.var() + label + must + ": " + String.join(", ", field.values()));
            }
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
