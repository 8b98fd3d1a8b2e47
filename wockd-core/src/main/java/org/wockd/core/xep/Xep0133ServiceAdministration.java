package org.wockd.core.xep;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.wockd.core.account.AccountOperations;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.AdhocCommand.Outcome;
import org.wockd.core.feature.Feature;
import org.wockd.core.store.Accounts.Account;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.FormField;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/**
 * Service Administration: commands for those whom the configuration names. What they do is what the command line does, with
 * the difference that here the streams of who is concerned are at hand.
 */
public final class Xep0133ServiceAdministration implements Feature {
    /** What it implements. */
    public static final Spec SPEC = new Spec("XEP-0133", "Service Administration", "1.3.1");

    private static final String NAMESPACE = "http://jabber.org/protocol/admin";

    /** The most accounts that are listed at once, whatever is asked for. */
    private static final int MOST_LISTED = 1_000;

    private final AccountOperations operations;
    private final Predicate<Jid> admins;

    /**
     * @param admins whether an account, a bare JID, is an administrator's
     */
    public Xep0133ServiceAdministration(AccountOperations operations, Predicate<Jid> admins) {
        this.operations = operations;
        this.admins = admins;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    /** What a command does. */
    private interface Body {
        Outcome run(Jid admin, String host, DataForm answer) throws FormException;
    }

    private final class AdminCommand implements AdhocCommand {
        private final String name;
        private final String title;
        private final @Nullable DataForm form;
        private final Body body;

        private AdminCommand(String name, String title, @Nullable DataForm form, Body body) {
            this.name = name;
            this.title = title;
            this.form = form == null ? null : form.titled(title);
            this.body = body;
        }

        @Override
        public String node() {
            return NAMESPACE + "#" + name;
        }

        @Override
        public String title() {
            return title;
        }

        @Override
        public boolean allows(Jid user) {
            return admins.test(user.bare());
        }

        @Override
        public @Nullable DataForm form() {
            return form;
        }

        @Override
        public Outcome run(Jid user, String host, DataForm answer) {
            try {
                return body.run(user, host, answer);
            } catch (FormException e) {
                throw new StanzaErrorException(Condition.BAD_REQUEST, String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public List<AdhocCommand> commands() {
        FormField account = FormField.jid("accountjid").labelled("Account").mandatory();
        FormField accounts = FormField.jids("accountjids").labelled("Accounts").mandatory();
        FormField password = FormField.secret("password").labelled("Password").mandatory();
        FormField again =
                FormField.secret("password-verify").labelled("Password again").mandatory();
        FormField most = FormField.choice("max_items")
                .labelled("How many at most")
                .option("25", "25")
                .option("100", "100")
                .option("none", "All")
                .holding("none");
        FormField text = FormField.lines("announcement").labelled("Text").mandatory();
        return List.of(
                new AdminCommand("add-user", "Add a user", form(account, password, again), this::add),
                new AdminCommand("delete-user", "Delete users", form(accounts), this::delete),
                new AdminCommand("end-user-session", "End sessions of users", form(accounts), this::end),
                new AdminCommand(
                        "change-user-password", "Change a user's password", form(account, password), this::password),
                new AdminCommand("get-user-roster", "Get the roster of a user", form(accounts), this::roster),
                new AdminCommand("get-user-lastlogin", "Get a user's last login", form(accounts), this::lastLogin),
                new AdminCommand("get-registered-users-num", "Count the users", null, this::countRegistered),
                new AdminCommand("get-online-users-num", "Count who is connected", null, this::countOnline),
                new AdminCommand("get-registered-users-list", "List the users", form(most), this::listRegistered),
                new AdminCommand("get-online-users-list", "List who is connected", form(most), this::listOnline),
                new AdminCommand("announce", "Tell all who are connected", form(text), this::announce));
    }

    private static DataForm form(FormField... fields) {
        return DataForm.form().typed(NAMESPACE).plus(fields);
    }

    private static Outcome report(FormField... fields) {
        return Outcome.found(DataForm.result().typed(NAMESPACE).plus(fields));
    }

    private Outcome add(Jid admin, String host, DataForm answer) throws FormException {
        Jid account = operations.names().account(answer.requiredText("accountjid"));
        String password = answer.requiredText("password");
        if (!password.equals(answer.requiredText("password-verify"))) {
            throw new StanzaErrorException(
                    Condition.NOT_ACCEPTABLE, "the two passwords differ, so no account was made; type them again");
        }
        operations.creation().create(account, password);
        return Outcome.done("the account " + account + " was made");
    }

    private Outcome delete(Jid admin, String host, DataForm answer) throws FormException {
        List<Jid> accounts = accounts(answer);
        if (accounts.contains(admin.bare())) {
            throw new StanzaErrorException(
                    Condition.NOT_ALLOWED,
                    "your own account is among them, so none was deleted; remove that one as any user does");
        }
        accounts.forEach(account -> operations.removal().remove(account, () -> {}));
        return Outcome.done(accounts.size() + " accounts were deleted");
    }

    private Outcome end(Jid admin, String host, DataForm answer) throws FormException {
        for (Jid jid : answer.jids("accountjids")) {
            operations.names().own(jid);
            operations.online().end(jid);
        }
        return Outcome.done("the sessions were ended");
    }

    private Outcome password(Jid admin, String host, DataForm answer) throws FormException {
        Jid account = operations.names().account(answer.requiredText("accountjid"));
        operations.password().change(account, answer.requiredText("password"));
        return Outcome.done("the password of " + account + " was changed");
    }

    private Outcome roster(Jid admin, String host, DataForm answer) throws FormException {
        Jid account = onlyAccount(answer);
        Node roster = Node.of(Contacts.NAMESPACE, "query")
                .plus(operations.list().contacts(account).stream()
                        .map(Contacts::item)
                        .toList());
        return report(FormField.jids("accountjids").holding(account.toString())).with(roster);
    }

    private Outcome lastLogin(Jid admin, String host, DataForm answer) throws FormException {
        Account account = operations.list().account(onlyAccount(answer));
        Long login = account.lastLoginAt();
        return report(
                FormField.jids("accountjids").holding(account.jid().toString()),
                FormField.text("lastlogin")
                        .labelled("Last login")
                        .holding(
                                login == null
                                        ? "never"
                                        : Instant.ofEpochMilli(login).toString()));
    }

    private Outcome countRegistered(Jid admin, String host, DataForm answer) {
        return report(FormField.text("registeredusersnum")
                .labelled("Users")
                .holding(operations.list().count(host)));
    }

    private Outcome countOnline(Jid admin, String host, DataForm answer) {
        return report(FormField.text("onlineusersnum")
                .labelled("Connected")
                .holding(operations.online().users(host).size()));
    }

    private Outcome listRegistered(Jid admin, String host, DataForm answer) {
        List<String> jids = operations.list().first(host, most(answer)).stream()
                .map(account -> account.jid().toString())
                .toList();
        return report(FormField.jids("registereduserjids").labelled("Users").holding(jids));
    }

    private Outcome listOnline(Jid admin, String host, DataForm answer) {
        List<String> jids = operations.online().users(host).stream()
                .limit(most(answer))
                .map(Jid::toString)
                .toList();
        return report(FormField.jids("onlineuserjids").labelled("Connected").holding(jids));
    }

    private Outcome announce(Jid admin, String host, DataForm answer) {
        int told = operations.online().announce(host, answer.lines("announcement"));
        return Outcome.done(told + " clients were told");
    }

    private List<Jid> accounts(DataForm answer) throws FormException {
        List<Jid> accounts = new ArrayList<>();
        for (Jid jid : answer.jids("accountjids")) {
            // All are looked at before anything is done to one.
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

    private static int most(DataForm answer) {
        String most = answer.text("max_items");
        return most == null || most.equals("none") ? MOST_LISTED : Integer.parseInt(most);
    }
}
