package org.wockd.protocol.relay;

import static org.wockd.protocol.rule.Target.HOST;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xep.AdhocSessions;
import org.wockd.protocol.xep.Commands;
import org.wockd.protocol.xep.Commands.Action;
import org.wockd.protocol.xep.Commands.Actions;
import org.wockd.protocol.xep.Commands.Problem;
import org.wockd.protocol.xep.Commands.Request;
import org.wockd.protocol.xep.Commands.Response;
import org.wockd.protocol.xep.Commands.Severity;
import org.wockd.protocol.xep.Commands.Status;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/**
 * Commands as XEP-0050 ad-hoc commands, which many clients show as a dialogue.
 *
 * <p>A command without parameters is run at once. One with parameters asks for them with one form, and runs when that is
 * submitted ({@code execute}, {@code complete}; or a form comes along with the first request). A form with a value that is
 * not allowed is asked again, with a note that says what is. What went wrong in the command itself ends the dialogue with
 * an error note (§3.4). Dialogues belong to the full JID that began them and last {@value AdhocSessions#MINUTES} minutes.
 */
public final class AdhocCommands implements RelayFeature {
    private final Jid self;
    private final CommandSet commands;
    private final String prefix;
    private final AdhocSessions sessions;

    /**
     * @param self the relay's domain
     * @param prefix stands before a command's name in the name of its node, as {@code urn:wockd:torrent:1#}
     * @param clock when it is
     */
    public AdhocCommands(Jid self, CommandSet commands, String prefix, InstantSource clock) {
        this.self = self;
        this.commands = commands;
        this.prefix = prefix;
        this.sessions = new AdhocSessions(clock);
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0050", "Ad-Hoc Commands", "1.3.0");
    }

    @Override
    public List<String> features() {
        return List.of(Commands.NAMESPACE);
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(Iq.Type.SET)
                .name(Commands.NAMESPACE, "command")
                .to(HOST)
                .then(in -> in.yieldResult(respond(in).toNode()));
    }

    @Override
    public Disco.@Nullable InfoQuery info(Jid asker, String node) {
        if (node.equals(Commands.NAMESPACE)) {
            return new Disco.InfoQuery(
                    node,
                    List.of(Disco.Identity.of("automation", "command-list", "Commands")),
                    List.of(Commands.NAMESPACE),
                    List.of());
        }
        Command command = command(node);
        return command == null
                ? null
                : new Disco.InfoQuery(
                        node,
                        List.of(Disco.Identity.of("automation", "command-node", command.title())),
                        List.of(Commands.NAMESPACE, DataForm.NAMESPACE),
                        List.of());
    }

    @Override
    public Disco.@Nullable ItemsQuery items(Jid asker, String node) {
        if (node.equals(Commands.NAMESPACE)) {
            return new Disco.ItemsQuery(
                    node,
                    commands.all().stream()
                            .map(command -> new Disco.Item(self, prefix + command.name(), command.title()))
                            .toList());
        }
        return command(node) == null ? null : Disco.ItemsQuery.of(node);
    }

    private @Nullable Command command(String node) {
        return node.startsWith(prefix) ? commands.find(node.substring(prefix.length())) : null;
    }

    private Response respond(Incoming<Iq> in) {
        Request request = parse(in.payload());
        Command command = command(request.node());
        if (command == null) {
            throw new StanzaErrorException(
                    Condition.ITEM_NOT_FOUND,
                    "There is no command " + Parameter.quoted(request.node()) + ". Ask for the list of commands.");
        }
        String id = request.sessionId();
        return id == null ? begin(in.from(), command, request) : proceed(in.from(), command, request, id);
    }

    private Response begin(Jid from, Command command, Request request) {
        if (Actions.LAST.resolve(request.action()) != Action.COMPLETE) {
            throw Problem.BAD_ACTION.refusal("A dialogue begins with execute.");
        }
        DataForm form = request.form();
        if (command.parameters().isEmpty() || form != null) {
            return submit(from, command, request, null, form == null ? DataForm.submit() : form);
        }
        return Response.ask(
                request, sessions.open(from, command.name()), Actions.LAST, CommandForms.ask(command, from, Map.of()));
    }

    private Response proceed(Jid from, Command command, Request request, String id) {
        switch (sessions.find(from, id, command.name())) {
            case OPEN -> {}
            case EXPIRED -> throw Problem.SESSION_EXPIRED.refusal("This dialogue took too long. Begin it again.");
            case UNKNOWN ->
                throw Problem.BAD_SESSIONID.refusal(
                        "There is no dialogue with this sessionid: it has ended, or was never begun. Begin a new one.");
        }
        DataForm form = request.form();
        if (request.action() == Action.CANCEL || (form != null && form.type() == DataForm.Type.CANCEL)) {
            sessions.close(from, id);
            return Response.end(request, id, Status.CANCELED);
        }
        if (Actions.LAST.resolve(request.action()) == null) {
            throw Problem.BAD_ACTION.refusal("This dialogue has one form, so it can be completed or canceled only.");
        }
        if (form == null) {
            throw Problem.BAD_PAYLOAD.refusal("The form must be submitted along with the command.");
        }
        return submit(from, command, request, id, form);
    }

    /**
     * Runs it, or asks again.
     *
     * @param id null where there is no dialogue yet
     */
    private Response submit(Jid from, Command command, Request request, @Nullable String id, DataForm form) {
        if (form.type() != DataForm.Type.SUBMIT) {
            throw Problem.BAD_PAYLOAD.refusal("The form must be submitted (type submit).");
        }
        Map<String, String> given = CommandForms.given(command, form);
        CommandCall call;
        try {
            call = command.call(from, given);
        } catch (StanzaErrorException e) {
            String again = id == null ? sessions.open(from, command.name()) : id;
            return Response.ask(request, again, Actions.LAST, CommandForms.ask(command, from, given))
                    .noting(Severity.ERROR, new CommandResult.Failed(e.error()).text());
        }
        if (id != null && !sessions.close(from, id)) {
            throw Problem.BAD_SESSIONID.refusal("This dialogue has just ended. Begin a new one.");
        }
        Response end = Response.end(request, id == null ? StreamHeader.randomId() : id, Status.COMPLETED);
        return switch (command.run(call)) {
            case CommandResult.Failed failed -> end.noting(Severity.ERROR, failed.text());
            case CommandResult.Done done -> {
                CommandResult.Table table = done.table();
                yield table == null || table.rows().isEmpty()
                        ? end.noting(Severity.INFO, String.join("\n", done.lines()))
                        : end.with(CommandForms.report(command.title(), table));
            }
        };
    }

    private static Request parse(Node command) {
        try {
            return Request.parse(command);
        } catch (FormException e) {
            throw Problem.BAD_PAYLOAD.refusal(String.valueOf(e.getMessage()));
        } catch (PayloadException e) {
            throw Problem.MALFORMED_ACTION.refusal(String.valueOf(e.getMessage()));
        }
    }
}
