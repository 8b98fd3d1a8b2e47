package org.wockd.core.command;

import java.util.List;
import java.util.Optional;
import org.wockd.core.CoreConfig;
import org.wockd.core.control.ControlClient;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;
import org.wockd.protocol.xep.Commands.Action;
import org.wockd.protocol.xep.Commands.Note;
import org.wockd.protocol.xep.Commands.Request;
import org.wockd.protocol.xep.Commands.Response;
import org.wockd.protocol.xep.Commands.Severity;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.FormField;

/** The core that runs with a configuration, under a command's hands. */
record RunningCore(ControlClient client) {
    private static final String ADMIN = "http://jabber.org/protocol/admin#";

    static RunningCore of(CoreConfig config) {
        return new RunningCore(new ControlClient(config.data()));
    }

    /** The commands it has. */
    List<Disco.Item> commands() {
        return client.commands().orElseThrow(RunningCore::isAway);
    }

    /** The form of a command; the answer of one that has none. */
    Response ask(String node) {
        return client.run(Request.execute(node)).orElseThrow(RunningCore::isAway);
    }

    /** Runs a command with a form. */
    Response run(String node, List<FormField> fields) {
        return submit(node, fields).orElseThrow(RunningCore::isAway);
    }

    /** Ends the streams of an account, where a core runs and there are any. */
    void endSessions(Jid account) {
        var _ = submit(ADMIN + "end-user-session", List.of(FormField.answer("accountjids", account.toString())));
    }

    private Optional<Response> submit(String node, List<FormField> fields) {
        DataForm form = DataForm.submit().plus(fields.toArray(FormField[]::new));
        return client.run(new Request(node, null, Action.EXECUTE, form));
    }

    /**
     * The texts of an answer.
     *
     * @throws StartException where one of them tells of an error
     */
    static List<String> notes(Response response) {
        for (Note note : response.notes()) {
            if (note.severity() == Severity.ERROR) {
                throw new StartException(ExitCode.USAGE, Sentences.of(note.text()));
            }
        }
        return response.notes().stream().map(note -> Sentences.of(note.text())).toList();
    }

    private static StartException isAway() {
        return new StartException(
                ExitCode.UNAVAILABLE, "No core runs with this configuration, and this is done by a core that runs.");
    }
}
