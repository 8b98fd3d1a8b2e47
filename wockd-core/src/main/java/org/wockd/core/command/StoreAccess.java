package org.wockd.core.command;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.function.Consumer;
import org.wockd.core.Core;
import org.wockd.core.CoreConfig;
import org.wockd.core.account.AccountOperations;
import org.wockd.core.session.LocalSessions;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.core.xep.Features;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.service.Database;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;
import org.wockd.protocol.stanza.StanzaErrorException;

/**
 * The store under a command's hands, whether the core runs or not: what the operations do there they do in the core's own
 * way, but nobody is connected who could be told or disconnected.
 */
record StoreAccess(Stores stores, AccountOperations operations) {

    /**
     * Opens the store, does something with it, and closes it.
     *
     * @return the exit code of success
     * @throws StartException with what was refused
     */
    static int use(CoreConfig config, Consumer<StoreAccess> use) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(Core.storeUrl(config), SqlStores.MIGRATIONS, meters);
                Stores stores = SqlStores.open(database, StoreLimits.defaults(), clock, meters)) {
            Target.Hosts hosts = Set.copyOf(config.hosts())::contains;
            Sessions nobody = new LocalSessions(1, meters);
            AccountOperations.Ties ties = new AccountOperations.Ties(
                    nobody, Features.farewell(hosts, stores, nobody, clock), Features.rosters(stores, nobody));
            use.accept(new StoreAccess(
                    stores, AccountOperations.of(Core.accountSettings(config), stores, ties, clock, meters)));
            return ExitCode.OK.number();
        } catch (StanzaErrorException e) {
            throw new StartException(ExitCode.USAGE, Sentences.of(e.error().text()));
        } catch (StoreException e) {
            throw new StartException(ExitCode.FILE, String.valueOf(e.getMessage()));
        }
    }
}
