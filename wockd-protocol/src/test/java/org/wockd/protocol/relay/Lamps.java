package org.wockd.protocol.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.CommandResult.Column;
import org.wockd.protocol.relay.CommandResult.Table;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.FormField;

/** A house with lamps, as a relay: a parameter of every kind, and all that can come of a command. */
final class Lamps {
    static final Jid DOMAIN = Jid.parse("lamps.capulet.lit");

    /** What was done, for whom. */
    final List<String> done = new ArrayList<>();

    final CommandSet commands = new CommandSet(List.of(
            Command.of(
                    "light",
                    "Light a lamp",
                    "Lights one lamp.",
                    this::light,
                    Parameter.pick("lamp", 20, user -> List.of(new FormField.Option("hall", "Hall of " + user)))
                            .labelled("Lamp")
                            .described("Which one.")
                            .suchAs("hall")
                            .mandatory(),
                    Parameter.whole("watts", 1, 60, "watts").labelled("Watts").suchAs("40"),
                    Parameter.flag("warm").labelled("Warm"),
                    Parameter.choice(
                                    "fade",
                                    new FormField.Option("slow", "Slowly"),
                                    new FormField.Option("fast", "Fast"))
                            .labelled("Fade"),
                    Parameter.address("tell").labelled("Tell"),
                    Parameter.lines("note", 100).labelled("Note"),
                    Parameter.file("picture", 4).labelled("Picture")),
            Command.of("list", "List the lamps", "Lists the lamps.", call -> list()),
            Command.of(
                    "show",
                    "Show the house",
                    "Shows the house.",
                    call -> CommandResult.said("2 lamps")
                            .with(Table.fields(
                                    List.of(
                                            Column.whole("lamps", "Lamps"),
                                            new Column("names", "Names", Column.Type.LINES)),
                                    List.of("2", "hall\nstairs")))),
            Command.of("burn", "Burn", "Burns the house down.", call -> {
                throw new StanzaErrorException(Condition.NOT_ALLOWED, "The house must stand. Light a lamp instead.");
            })));

    private CommandResult light(CommandCall call) {
        done.add(call.owner() + " lights " + call.requiredText("lamp") + " " + call.whole("watts") + " "
                + call.flag("warm") + " " + call.text("fade") + " " + call.address("tell") + " " + call.text("note")
                + " " + call.file("picture").map(octets -> octets.length));
        return CommandResult.said("It is bright.");
    }

    private CommandResult list() {
        return CommandResult.said("hall", "stairs")
                .with(Table.rows(
                        List.of(Column.text("lamp", "Lamp"), Column.whole("watts", "Watts")),
                        List.of(List.of("hall", "40"), List.of("stairs", "25"))));
    }

    static ChatCommands.Shortcut shortcut() {
        return body -> body.startsWith("lamp:") ? Optional.of("light") : Optional.empty();
    }
}
