package org.wockd.core.xep;

import static org.wockd.protocol.rule.Target.HOST;
import static org.wockd.protocol.rule.Target.SELF;
import static org.wockd.protocol.stanza.Iq.Type.SET;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.CommandRun;
import org.wockd.core.feature.Feature;
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
 * Ad-Hoc Commands of the hosts, collected from the other features. They are reached at the host, and at one's own account,
 * where many clients look for them.
 *
 * <p>A command that asks is two requests, one that does not is one. A form with a value that is not allowed is asked again
 * with a note that says what is; what went wrong in the command itself ends the dialogue with an error note (§3.4).
 */
final class Xep0050AdhocCommands implements Feature {
    private final List<AdhocCommand> commands;
    private final AdhocSessions sessions;

    /**
     * @param others all features that may bring commands along
     */
    Xep0050AdhocCommands(List<Feature> others, InstantSource clock) {
        this.commands =
                others.stream().flatMap(feature -> feature.commands().stream()).toList();
        this.sessions = new AdhocSessions(clock);
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0050", "Ad-Hoc Commands", "1.3.0");
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(Commands.NAMESPACE);
    }

    @Override
    public List<String> accountFeatures() {
        return List.of(Commands.NAMESPACE);
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(SET).name(Commands.NAMESPACE, "command").to(HOST, SELF).then(this::answer);
    }

    @Override
    public Disco.@Nullable InfoQuery nodeInfo(Jid asker, String node) {
        if (node.equals(Commands.NAMESPACE)) {
            return new Disco.InfoQuery(
                    node,
                    List.of(Disco.Identity.of("automation", "command-list", "Commands")),
                    List.of(Commands.NAMESPACE),
                    List.of());
        }
        return allowed(asker)
                .filter(command -> command.node().equals(node))
                .findFirst()
                .map(command -> new Disco.InfoQuery(
                        node,
                        List.of(Disco.Identity.of("automation", "command-node", command.title())),
                        List.of(Commands.NAMESPACE, DataForm.NAMESPACE),
                        List.of()))
                .orElse(null);
    }

    @Override
    public Disco.@Nullable ItemsQuery nodeItems(Jid entity, Jid asker, String node) {
        if (node.equals(Commands.NAMESPACE)) {
            return new Disco.ItemsQuery(
                    node,
                    allowed(asker)
                            .map(command -> new Disco.Item(entity, command.node(), command.title()))
                            .toList());
        }
        return allowed(asker).anyMatch(command -> command.node().equals(node)) ? Disco.ItemsQuery.of(node) : null;
    }

    private Stream<AdhocCommand> allowed(Jid user) {
        return commands.stream().filter(command -> command.allows(user));
    }

    private void answer(Incoming<Iq> in) {
        Jid to = in.stanza().to();
        String host = (to == null ? in.from() : to).domain();
        Request request = parse(in);
        AdhocCommand command = commands.stream()
                .filter(c -> c.node().equals(request.node()))
                .findFirst()
                .orElseThrow(() -> new StanzaErrorException(
                        Condition.ITEM_NOT_FOUND, "there is no such command here; ask for the list of commands"));
        if (!command.allows(in.from())) {
            throw new StanzaErrorException(Condition.FORBIDDEN, "\"" + command.title() + "\" is not open to you");
        }
        String id = request.sessionId();
        Node response = id == null ? begin(in.from(), host, command, request) : proceed(in, host, command, request);
        in.yieldResult(response);
    }

    private Node begin(Jid user, String host, AdhocCommand command, Request request) {
        if (Actions.LAST.resolve(request.action()) != Action.COMPLETE) {
            throw Problem.BAD_ACTION.refusal("a dialogue begins with execute");
        }
        DataForm question = command.form();
        if (question == null) {
            return run(user, host, command, request, DataForm.submit());
        }
        return request.form() == null
                ? Response.ask(request, sessions.open(user, command.node()), Actions.LAST, question)
                        .toNode()
                : submit(user, host, command, request, question);
    }

    private Node proceed(Incoming<Iq> in, String host, AdhocCommand command, Request request) {
        Jid user = in.from();
        String id = String.valueOf(request.sessionId());
        switch (sessions.find(user, id, command.node())) {
            case OPEN -> {}
            case EXPIRED -> throw Problem.SESSION_EXPIRED.refusal("this dialogue took too long; begin it again");
            case UNKNOWN ->
                throw Problem.BAD_SESSIONID.refusal("there is no dialogue of this sessionid; begin a new one");
        }
        DataForm form = request.form();
        if (request.action() == Action.CANCEL || (form != null && form.type() == DataForm.Type.CANCEL)) {
            sessions.close(user, id);
            return Response.end(request, id, Status.CANCELED).toNode();
        }
        if (Actions.LAST.resolve(request.action()) == null) {
            throw Problem.BAD_ACTION.refusal("this dialogue has one form; complete or cancel it");
        }
        DataForm question = command.form();
        if (form == null || question == null) {
            throw Problem.BAD_PAYLOAD.refusal("the form must be submitted along with the command");
        }
        return submit(user, host, command, request, question);
    }

    private Node submit(Jid user, String host, AdhocCommand command, Request request, DataForm question) {
        String id = request.sessionId();
        DataForm form = request.form();
        DataForm answer;
        try {
            answer = question.answeredBy(form == null ? DataForm.submit() : form);
        } catch (FormException e) {
            return Response.ask(request, id == null ? sessions.open(user, command.node()) : id, Actions.LAST, question)
                    .noting(Severity.ERROR, String.valueOf(e.getMessage()))
                    .toNode();
        }
        if (id != null && !sessions.close(user, id)) {
            throw Problem.BAD_SESSIONID.refusal("this dialogue has just ended; begin a new one");
        }
        return run(user, host, command, request, answer);
    }

    private static Node run(Jid user, String host, AdhocCommand command, Request request, DataForm answer) {
        String id = request.sessionId();
        return CommandRun.of(command, request, id == null ? StreamHeader.randomId() : id, user, host, answer);
    }

    private static Request parse(Incoming<Iq> in) {
        try {
            return Request.parse(in.payload());
        } catch (FormException e) {
            throw Problem.BAD_PAYLOAD.refusal(String.valueOf(e.getMessage()));
        } catch (PayloadException e) {
            throw Problem.MALFORMED_ACTION.refusal(String.valueOf(e.getMessage()));
        }
    }
}
