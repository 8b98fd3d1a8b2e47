package org.wockd.core.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wockd.core.CoreConfig;
import org.wockd.core.account.AccountInvitation;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.ConfigOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wockd invite}: a link with which somebody can make an account. */
@Command(
        name = "invite",
        description = "Makes a link with which one person can make an account.",
        mixinStandardHelpOptions = true)
final class InviteCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(
            paramLabel = "JID",
            arity = "0..1",
            description = "The only account it is good for, such as alice@localhost. Without it, who is invited chooses"
                    + " a name at the first host.")
    private @Nullable String jid;

    @Override
    public Integer call() {
        CoreConfig configuration = config.load(CoreConfig.class);
        return StoreAccess.use(configuration, store -> {
            Jid account = jid == null ? null : store.operations().names().account(jid);
            String host = account == null ? configuration.hosts().getFirst() : account.domain();
            AccountInvitation.Issued issued = store.operations().invitation().account(host, null, account, false);
            PrintWriter out = spec.commandLine().getOut();
            out.println(issued.uri());
            if (issued.page() != null) {
                out.println(issued.page());
            }
            out.println("Good for one account, until " + issued.expires() + ".");
        });
    }
}
