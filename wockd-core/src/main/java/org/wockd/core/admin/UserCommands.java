package org.wockd.core.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.wockd.core.account.AccountOperations;
import org.wockd.core.admin.AdminCommand.Call;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.AdhocCommand.Outcome;
import org.wockd.core.session.Session;
import org.wockd.core.store.Accounts.Account;
import org.wockd.core.store.RosterItem;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.FormField;
import org.wockd.protocol.xml.Node;

/** Commands about single users (XEP-0133 §4.1 to §4.10). No password can be told (§4.6, retracted): none is kept. */
public final class UserCommands {
    private static final String ROSTER = "jabber:iq:roster";

    private final AccountOperations operations;
    private final Function<RosterItem, Node> rosterItem;

    /**
     * @param rosterItem an item of a roster as its owner is sent it
     */
    public UserCommands(AccountOperations operations, Function<RosterItem, Node> rosterItem) {
        this.operations = operations;
        this.rosterItem = rosterItem;
    }

    /** The commands. */
    public List<AdhocCommand> of(Administrators admins) {
        FormField account = FormField.jid("accountjid").labelled("Account").mandatory();
        FormField accounts = FormField.jids("accountjids").labelled("Accounts").mandatory();
        FormField password = FormField.secret("password").labelled("Password").mandatory();
        FormField again =
                FormField.secret("password-verify").labelled("Password again").mandatory();
        AdminCommand.Maker make = new AdminCommand.Maker(admins);
        return List.of(
                make.asking("add-user", "Add a user", this::add, account, password, again),
                make.asking("delete-user", "Delete users", this::delete, accounts),
                make.asking("disable-user", "Disable users", this::disable, accounts),
                make.asking("reenable-user", "Re-enable users", this::enable, accounts),
                make.asking("end-user-session", "End sessions of users", this::end, accounts),
                make.asking("change-user-password", "Change a user's password", this::password, account, password),
                make.asking("get-user-roster", "Get the roster of a user", this::roster, accounts),
                make.asking("get-user-lastlogin", "Get a user's last login", this::lastLogin, accounts),
                make.asking("user-stats", "Get a user's statistics", this::statistics, accounts));
    }

    private Outcome add(Call call) throws FormException {
        Jid account = operations.names().account(call.answer().requiredText("accountjid"));
        String password = call.answer().requiredText("password");
        if (!password.equals(call.answer().requiredText("password-verify"))) {
            throw new StanzaErrorException(
                    Condition.NOT_ACCEPTABLE, "the two passwords differ, so no account was made; type them again");
        }
        operations.creation().create(account, password);
        return Outcome.done("the account " + account + " was made");
    }

    private Outcome delete(Call call) throws FormException {
        List<Jid> accounts = othersThan(call, "deleted; remove that one as any user does");
        accounts.forEach(account -> operations.removal().remove(account, () -> {}));
        return Outcome.done(accounts.size() + " accounts were deleted");
    }

    private Outcome disable(Call call) throws FormException {
        List<Jid> accounts = othersThan(call, "disabled; let another administrator do that");
        accounts.forEach(operations.disabling()::disable);
        return Outcome.done(accounts.size() + " accounts were disabled");
    }

    private Outcome enable(Call call) throws FormException {
        List<Jid> accounts = accounts(call.answer());
        accounts.forEach(operations.disabling()::enable);
        return Outcome.done(accounts.size() + " accounts can be used again");
    }

    private Outcome end(Call call) throws FormException {
        for (Jid jid : call.answer().jids("accountjids")) {
            operations.names().own(jid);
            operations.online().end(jid);
        }
        return Outcome.done("the sessions were ended");
    }

    private Outcome password(Call call) throws FormException {
        Jid account = operations.names().account(call.answer().requiredText("accountjid"));
        operations.password().change(account, call.answer().requiredText("password"));
        return Outcome.done("the password of " + account + " was changed");
    }

    private Outcome roster(Call call) throws FormException {
        Jid account = onlyAccount(call.answer());
        Node roster = Node.of(ROSTER, "query")
                .plus(operations.list().contacts(account).stream()
                        .map(rosterItem)
                        .toList());
        return AdminCommand.report(FormField.jids("accountjids").holding(account.toString()))
                .with(roster);
    }

    private Outcome lastLogin(Call call) throws FormException {
        Account account = operations.list().account(onlyAccount(call.answer()));
        return AdminCommand.report(
                FormField.jids("accountjids").holding(account.jid().toString()), lastLogin(account));
    }

    private static FormField lastLogin(Account account) {
        Long login = account.lastLoginAt();
        return FormField.text("lastlogin")
                .labelled("Last login")
                .holding(login == null ? "never" : Instant.ofEpochMilli(login).toString());
    }

    private Outcome statistics(Call call) throws FormException {
        Account account = operations.list().account(onlyAccount(call.answer()));
        List<String> resources = operations.online().of(account.jid()).stream()
                .map(Session::jid)
                .map(jid -> String.valueOf(jid.resource()))
                .toList();
        return AdminCommand.report(
                FormField.jids("accountjids").holding(account.jid().toString()),
                FormField.text("rostersize")
                        .labelled("Contacts")
                        .holding(operations.list().contacts(account.jid()).size()),
                FormField.lines("onlineresources").labelled("Connected clients").holding(resources),
                lastLogin(account),
                FormField.bool("disabled").labelled("Disabled").holding(account.isDisabled()));
    }

    private List<Jid> othersThan(Call call, String done) throws FormException {
        List<Jid> accounts = accounts(call.answer());
        if (accounts.contains(call.admin().bare())) {
            throw new StanzaErrorException(
                    Condition.NOT_ALLOWED, "your own account is among them, so none was " + done);
        }
        return accounts;
    }

    /** All are looked at before anything is done to one. */
    private List<Jid> accounts(DataForm answer) throws FormException {
        List<Jid> accounts = new ArrayList<>();
        for (Jid jid : answer.jids("accountjids")) {
            accounts.add(operations.list().account(operations.names().own(jid)).jid());
        }
        return accounts.stream().distinct().toList();
    }

    private Jid onlyAccount(DataForm answer) throws FormException {
        List<Jid> accounts = accounts(answer);
        if (accounts.size() != 1) {
            throw new StanzaErrorException(Condition.NOT_ACCEPTABLE, "ask for one account at a time");
        }
        return accounts.getFirst();
    }
}
