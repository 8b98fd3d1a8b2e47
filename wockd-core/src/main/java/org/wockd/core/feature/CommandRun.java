package org.wockd.core.feature;

import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.Commands.Request;
import org.wockd.protocol.xep.Commands.Response;
import org.wockd.protocol.xep.Commands.Severity;
import org.wockd.protocol.xep.Commands.Status;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xml.Node;

/** The last step of a command, from wherever it was asked for: what went wrong in it is told with an error note (XEP-0050 §3.4). */
public final class CommandRun {
    private CommandRun() {}

    /**
     * Runs a command; may block.
     *
     * @param sessionId of the dialogue that ends
     * @param user who asks
     * @param host the one that is asked
     * @param answer to its form, checked
     * @return the element {@code <command/>}
     */
    public static Node of(
            AdhocCommand command, Request request, String sessionId, Jid user, String host, DataForm answer) {
        Response end = Response.end(request, sessionId, Status.COMPLETED);
        try {
            AdhocCommand.Outcome outcome = command.run(user, host, answer);
            Node noted = (outcome.note() == null ? end : end.noting(Severity.INFO, outcome.note())).toNode();
            DataForm report = outcome.report();
            return report == null ? noted : noted.plus(report.toNode().plus(outcome.content()));
        } catch (StanzaErrorException e) {
            return end.noting(Severity.ERROR, text(e.error())).toNode();
        } catch (LimitExceeded e) {
            return end.noting(Severity.ERROR, text(Refusals.of(e).error())).toNode();
        } catch (StoreException e) {
            return end.noting(Severity.ERROR, text(Refusals.of(e).error())).toNode();
        }
    }

    private static String text(StanzaError error) {
        String text = error.text();
        return text == null ? "refused: " + error.condition().element() : text;
    }
}
