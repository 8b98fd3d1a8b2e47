package org.wockd.core.admin;

import java.util.List;
import java.util.stream.Stream;
import org.wockd.core.account.AccountOperations;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.store.Accounts.Account;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormField;

/**
 * Commands that count and list users (XEP-0133 §4.13 to §4.22). Who is connected is active while one of the clients does not
 * say that its user is away, and else idle.
 */
public final class UserListCommands {

    /** The most accounts that are listed at once, whatever is asked for. */
    private static final int MOST_LISTED = 1_000;

    /** Some users of a host. */
    private interface Users {
        long count(String host);

        Stream<Jid> first(String host, int most);
    }

    private final AccountOperations operations;

    public UserListCommands(AccountOperations operations) {
        this.operations = operations;
    }

    /** The commands. */
    public List<AdhocCommand> of(Administrators admins) {
        AdminCommand.Maker make = new AdminCommand.Maker(admins);
        Users registered = kept(operations.list()::count, operations.list()::first);
        Users disabled = kept(operations.disabling()::count, operations.disabling()::first);
        Users online = there(operations.online()::users);
        Users active = there(operations.online()::active);
        Users idle = there(operations.online()::idle);
        return List.of(
                count(make, "get-registered-users-num", "Count the users", "registeredusersnum", registered),
                count(make, "get-disabled-users-num", "Count the disabled users", "disabledusersnum", disabled),
                count(make, "get-online-users-num", "Count who is connected", "onlineusersnum", online),
                count(make, "get-active-users-num", "Count who is active", "activeusersnum", active),
                count(make, "get-idle-users-num", "Count who is idle", "idleusersnum", idle),
                list(make, "get-registered-users-list", "List the users", "registereduserjids", registered),
                list(make, "get-disabled-users-list", "List the disabled users", "disableduserjids", disabled),
                list(make, "get-online-users-list", "List who is connected", "onlineuserjids", online),
                list(make, "get-active-users", "List who is active", "activeuserjids", active),
                list(make, "get-idle-users", "List who is idle", "idleuserjids", idle));
    }

    private static AdhocCommand count(AdminCommand.Maker make, String name, String title, String field, Users users) {
        return make.plain(
                name,
                title,
                call -> AdminCommand.report(
                        FormField.text(field).labelled("Users").holding(users.count(call.host()))));
    }

    private static AdhocCommand list(AdminCommand.Maker make, String name, String title, String field, Users users) {
        FormField most = FormField.choice("max_items")
                .labelled("How many at most")
                .option("25", "25")
                .option("100", "100")
                .option("none", "All")
                .holding("none");
        return make.asking(
                name,
                title,
                call -> AdminCommand.report(FormField.jids(field)
                        .labelled("Users")
                        .holding(users.first(call.host(), most(call.answer()))
                                .map(Jid::toString)
                                .toList())),
                most);
    }

    private static int most(DataForm answer) {
        String most = answer.text("max_items");
        return most == null || most.equals("none") ? MOST_LISTED : Integer.parseInt(most);
    }

    private interface Count {
        long of(String host);
    }

    private interface First {
        List<Account> of(String host, int most);
    }

    private static Users kept(Count count, First first) {
        return new Users() {
            @Override
            public long count(String host) {
                return count.of(host);
            }

            @Override
            public Stream<Jid> first(String host, int most) {
                return first.of(host, most).stream().map(Account::jid);
            }
        };
    }

    private interface There {
        List<Jid> of(String host);
    }

    private static Users there(There there) {
        return new Users() {
            @Override
            public long count(String host) {
                return there.of(host).size();
            }

            @Override
            public Stream<Jid> first(String host, int most) {
                return there.of(host).stream().limit(most);
            }
        };
    }
}
