package org.wockd.core;

import io.netty.util.Timer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.wockd.core.account.AccountOperations;
import org.wockd.core.account.InvitationSettings;
import org.wockd.core.account.Inviters;
import org.wockd.core.account.RegistrationLimit;
import org.wockd.core.admin.Administrators;
import org.wockd.core.admin.Bulletin;
import org.wockd.core.admin.Communication;
import org.wockd.core.admin.ServiceCommands;
import org.wockd.core.c2s.Elsewhere;
import org.wockd.core.c2s.StreamFeature;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.Farewell;
import org.wockd.core.feature.Feature;
import org.wockd.core.store.Stores;
import org.wockd.core.xep.Xep0077InBandRegistration;
import org.wockd.core.xep.Xep0133ServiceAdministration;
import org.wockd.core.xep.Xep0401Invitations;
import org.wockd.core.xep.Xep0445PreAuthenticatedRegistration;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.Frame;
import org.wockd.protocol.service.StartException;

/**
 * What clients can do to accounts, put together from the configuration.
 *
 * @param operations what it comes down to
 * @param features all of it
 * @param negotiated the part that comes before login
 * @param administration the commands of administrators
 */
record AccountFeatures(
        AccountOperations operations,
        List<Feature> features,
        List<StreamFeature> negotiated,
        List<AdhocCommand> administration) {

    /**
     * What administrators change beyond accounts.
     *
     * @param bulletin tells everybody something
     * @param communication who elsewhere may communicate with people here
     * @param elsewhere where clients are sent instead of being served
     * @param timer for an end that is announced
     */
    record Service(Bulletin bulletin, Communication communication, Elsewhere elsewhere, Timer timer) {}

    static AccountFeatures of(
            CoreConfig config, Stores stores, AccountOperations.Ties ties, Service service, Clock clock, Frame frame) {
        Administrators administrators = new Administrators(admins(config), stores.lists());
        Farewell farewell = account -> {
            ties.farewell().leave(account);
            administrators.forget(account);
        };
        AccountOperations operations = AccountOperations.of(
                settings(config),
                stores,
                new AccountOperations.Ties(ties.sessions(), farewell, ties.rosters()),
                clock,
                frame.meters());
        RegistrationLimit limit = new RegistrationLimit(config.limits().registrations(), clock, frame.meters());
        Predicate<Jid> admins = administrators::isAdmin;
        Predicate<Jid> inviters = config.invitations().by() == Inviters.ADMINS
                ? admins
                : jid -> jid.local() != null && config.hosts().contains(jid.domain());
        Xep0077InBandRegistration registration =
                new Xep0077InBandRegistration(config.registration(), operations, limit, ties.sessions());
        Xep0445PreAuthenticatedRegistration preauthenticated =
                new Xep0445PreAuthenticatedRegistration(operations.invitation(), limit);
        Xep0133ServiceAdministration administration = new Xep0133ServiceAdministration(
                administrators,
                operations,
                stores.notices(),
                service.bulletin(),
                service.communication(),
                new ServiceCommands(
                        operations, service.communication(), service.elsewhere(), frame.end(), service.timer()));
        return new AccountFeatures(
                operations,
                List.of(
                        registration,
                        preauthenticated,
                        new Xep0401Invitations(operations.invitation(), operations.names(), inviters, admins),
                        administration),
                List.of(registration, preauthenticated),
                administration.commands());
    }

    /** These features and others. */
    List<Feature> and(List<Feature> others) {
        List<Feature> all = new ArrayList<>(features);
        all.addAll(others);
        return all;
    }

    /** What the configuration says of accounts. */
    static AccountOperations.Settings settings(CoreConfig config) {
        return new AccountOperations.Settings(
                config.hosts(),
                config.login().iterations(),
                new InvitationSettings(
                        config.registration(),
                        config.invitations().lasts(),
                        config.invitations().perInviter(),
                        config.invitations()
                                .page()
                                .map(page -> page.endsWith("/") ? page : page + "/")
                                .orElse(null)));
    }

    private static Set<Jid> admins(CoreConfig config) {
        return config.admins().orElse(List.of()).stream()
                .map(text -> admin(text, config))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Jid admin(String text, CoreConfig config) {
        try {
            Jid jid = Jid.parse(text);
            if (jid.local() != null && jid.resource() == null && config.hosts().contains(jid.domain())) {
                return jid;
            }
        } catch (JidException e) {
            throw wrong(text, config);
        }
        throw wrong(text, config);
    }

    private static StartException wrong(String text, CoreConfig config) {
        return new StartException(
                ExitCode.CONFIGURATION,
                "The key \"admins\" is wrong: \"" + text + "\" is no account of this server. Give NAME@"
                        + String.join(" or NAME@", config.hosts()) + ".");
    }
}
