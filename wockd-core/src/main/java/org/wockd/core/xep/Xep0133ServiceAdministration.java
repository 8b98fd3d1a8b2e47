package org.wockd.core.xep;

import java.util.ArrayList;
import java.util.List;
import org.wockd.core.account.AccountOperations;
import org.wockd.core.admin.Administrators;
import org.wockd.core.admin.Bulletin;
import org.wockd.core.admin.Communication;
import org.wockd.core.admin.NoticeCommands;
import org.wockd.core.admin.ServiceCommands;
import org.wockd.core.admin.UserCommands;
import org.wockd.core.admin.UserListCommands;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.Feature;
import org.wockd.core.store.Notices;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.xep.Spec;

/**
 * Service Administration: commands for administrators. What they do is what the command line does, with the difference that
 * here the streams of who is concerned are at hand.
 */
public final class Xep0133ServiceAdministration implements Feature {
    /** What it implements. */
    public static final Spec SPEC = new Spec("XEP-0133", "Service Administration", "1.3.1");

    private final List<AdhocCommand> commands = new ArrayList<>();
    private final Communication communication;

    /**
     * @param admins who may use the commands
     * @param communication what the lists of the blocked and the allowed do
     * @param service the commands about the server as a whole
     */
    public Xep0133ServiceAdministration(
            Administrators admins,
            AccountOperations operations,
            Notices notices,
            Bulletin bulletin,
            Communication communication,
            ServiceCommands service) {
        this.communication = communication;
        commands.addAll(new UserCommands(operations, Contacts::item).of(admins));
        commands.addAll(new UserListCommands(operations).of(admins));
        commands.addAll(new NoticeCommands(operations.online(), notices, bulletin).of(admins));
        commands.addAll(service.of(admins));
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public List<AdhocCommand> commands() {
        return List.copyOf(commands);
    }

    @Override
    public List<Filter> filters() {
        return communication.filters();
    }
}
