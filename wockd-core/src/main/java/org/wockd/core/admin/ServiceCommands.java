package org.wockd.core.admin;

import io.netty.util.Timer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.wockd.core.account.AccountOperations;
import org.wockd.core.admin.AdminCommand.Call;
import org.wockd.core.c2s.Elsewhere;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.AdhocCommand.Outcome;
import org.wockd.core.store.ServiceLists.Name;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.EndRequest;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.FormField;

/**
 * Commands about the server as a whole: who may communicate with it, who administers it, and its end (XEP-0133 §4.11,
 * §4.12, §4.29 to §4.31); and {@code urn:wockd:drain:1}, which sends its clients to another server.
 */
public final class ServiceCommands {
    /** The node of the command that drains. */
    public static final String DRAIN = "urn:wockd:drain:1";

    /** Seconds in which an answer goes out. */
    private static final long SOON = 1;

    private final AccountOperations operations;
    private final Communication communication;
    private final Elsewhere elsewhere;
    private final EndRequest end;
    private final Timer timer;

    /**
     * @param elsewhere where clients go
     * @param end ends the process
     * @param timer for an end that is announced
     */
    public ServiceCommands(
            AccountOperations operations,
            Communication communication,
            Elsewhere elsewhere,
            EndRequest end,
            Timer timer) {
        this.operations = operations;
        this.communication = communication;
        this.elsewhere = elsewhere;
        this.end = end;
        this.timer = timer;
    }

    /** The commands. */
    public List<AdhocCommand> of(Administrators admins) {
        AdminCommand.Maker make = new AdminCommand.Maker(admins);
        return List.of(
                list(make, "edit-blacklist", "Edit the list of the blocked", "blacklistjids", Name.BLOCKED),
                list(make, "edit-whitelist", "Edit the list of the allowed", "whitelistjids", Name.ALLOWED),
                make.editing(
                        "edit-admin",
                        "Edit the list of administrators",
                        call -> appoint(call, admins),
                        () -> jids("adminjids", "Administrators", admins.all()).mandatory()),
                ending(make, "restart", "Restart the server", ExitCode.START_AGAIN),
                ending(make, "shutdown", "Shut the server down", ExitCode.OK),
                new AdminCommand(admins, DRAIN, "Send all clients to another server", this::drainForm, this::drain));
    }

    private AdhocCommand list(AdminCommand.Maker make, String name, String title, String field, Name list) {
        return make.editing(
                name,
                title,
                call -> {
                    communication.set(list, call.answer().jids(field));
                    return Outcome.done("the list is in force");
                },
                () -> jids(field, "Addresses elsewhere", communication.get(list)));
    }

    private static FormField jids(String field, String label, Collection<Jid> jids) {
        return FormField.jids(field)
                .labelled(label)
                .holding(jids.stream().map(Jid::toString).sorted().toList());
    }

    private Outcome appoint(Call call, Administrators admins) throws FormException {
        Set<Jid> wanted = new LinkedHashSet<>();
        for (Jid jid : call.answer().jids("adminjids")) {
            wanted.add(operations.list().account(operations.names().own(jid)).jid());
        }
        admins.set(wanted);
        return Outcome.done(wanted.size() + " accounts administer this server");
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    private AdhocCommand ending(AdminCommand.Maker make, String name, String title, ExitCode how) {
        FormField delay = FormField.choice("delay")
                .labelled("In")
                .option("0", "no time")
                .option("30", "30 seconds")
                .option("60", "1 minute")
                .option("300", "5 minutes")
                .holding("0");
        FormField announcement = FormField.lines("announcement").labelled("What all who are connected are told");
        return make.asking(name, title, call -> end(call, how), delay, announcement);
    }

    private Outcome end(Call call, ExitCode how) throws FormException {
        long seconds = call.answer().integer("delay", 0, 300).orElse(0);
        String text = call.answer().lines("announcement");
        if (!text.isBlank()) {
            operations.online().announce(call.host(), text);
        }
        timer.newTimeout(timeout -> end.ask(how), Math.max(SOON, seconds), TimeUnit.SECONDS);
        return Outcome.done("the server ends in " + seconds + " seconds"
                + (how == ExitCode.START_AGAIN ? ", and is started again by what has started it" : ""));
    }

    // ---- elsewhere -----------------------------------------------------------------------------------------------

    private DataForm drainForm() {
        String now = elsewhere.where();
        return DataForm.form()
                .titled("Send all clients to another server")
                .typed(DRAIN)
                .plus(FormField.text("host")
                        .labelled("HOST or HOST:PORT; nothing to serve clients again")
                        .holding(now == null ? List.of() : List.of(now)));
    }

    private Outcome drain(Call call) {
        String host = call.answer().text("host");
        if (host == null) {
            elsewhere.serve();
            return Outcome.done("clients are served here again");
        }
        try {
            elsewhere.send(host);
        } catch (IllegalArgumentException e) {
            throw new StanzaErrorException(Condition.NOT_ACCEPTABLE, String.valueOf(e.getMessage()));
        }
        // Who asks may be one of them, and gets the answer first.
        timer.newTimeout(timeout -> elsewhere.leave(), SOON, TimeUnit.SECONDS);
        return Outcome.done("all clients are sent to " + host + ", those that are connected in " + SOON + " s");
    }
}
