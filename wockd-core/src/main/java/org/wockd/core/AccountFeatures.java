package org.wockd.core;

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
import org.wockd.core.c2s.StreamFeature;
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
 */
record AccountFeatures(AccountOperations operations, List<Feature> features, List<StreamFeature> negotiated) {

    static AccountFeatures of(CoreConfig config, Stores stores, AccountOperations.Ties ties, Clock clock, Frame frame) {
        AccountOperations operations = AccountOperations.of(settings(config), stores, ties, clock, frame.meters());
        RegistrationLimit limit = new RegistrationLimit(config.limits().registrations(), clock, frame.meters());
        Predicate<Jid> admins = admins(config)::contains;
        Predicate<Jid> inviters = config.invitations().by() == Inviters.ADMINS
                ? admins
                : jid -> jid.local() != null && config.hosts().contains(jid.domain());
        Xep0077InBandRegistration registration =
                new Xep0077InBandRegistration(config.registration(), operations, limit, ties.sessions());
        Xep0445PreAuthenticatedRegistration preauthenticated =
                new Xep0445PreAuthenticatedRegistration(operations.invitation(), limit);
        return new AccountFeatures(
                operations,
                List.of(
                        registration,
                        preauthenticated,
                        new Xep0401Invitations(operations.invitation(), operations.names(), inviters, admins),
                        new Xep0133ServiceAdministration(operations, admins)),
                List.of(registration, preauthenticated));
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
