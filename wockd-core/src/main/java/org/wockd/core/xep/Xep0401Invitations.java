package org.wockd.core.xep;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.wockd.core.account.AccountInvitation;
import org.wockd.core.account.AccountNames;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.Feature;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.FormField;
import org.wockd.protocol.xep.Spec;

/** Ad-hoc Account Invitation Generation: commands that make links to invite people with. */
public final class Xep0401Invitations implements Feature {
    /** What it implements. */
    public static final Spec SPEC = new Spec("XEP-0401", "Ad-hoc Account Invitation Generation", "0.6.0");

    private static final String NAMESPACE = "urn:xmpp:invite";

    private final AccountInvitation invitations;
    private final AccountNames names;
    private final Predicate<Jid> inviters;
    private final Predicate<Jid> admins;

    /**
     * @param inviters who may invite contacts
     * @param admins who may make accounts for people
     */
    public Xep0401Invitations(
            AccountInvitation invitations, AccountNames names, Predicate<Jid> inviters, Predicate<Jid> admins) {
        this.invitations = invitations;
        this.names = names;
        this.inviters = inviters;
        this.admins = admins;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public List<AdhocCommand> commands() {
        return List.of(new Invite(), new CreateAccount());
    }

    private static AdhocCommand.Outcome outcome(AccountInvitation.Issued issued) {
        DataForm report = DataForm.result()
                .typed(NAMESPACE + "#invitation")
                .plus(FormField.text("uri").labelled("Link for a client").holding(issued.uri()));
        if (issued.page() != null) {
            report = report.plus(
                    FormField.text("landing-url").labelled("Link for a browser").holding(issued.page()));
        }
        return AdhocCommand.Outcome.found(report.plus(FormField.text("expire")
                .labelled("Good until")
                .holding(issued.expires().toString())));
    }

    /** Invites a contact (§4.1). */
    private final class Invite implements AdhocCommand {
        @Override
        public String node() {
            return NAMESPACE + "#invite";
        }

        @Override
        public String title() {
            return "Invite somebody";
        }

        @Override
        public boolean allows(Jid user) {
            return invitations.isPossible() && inviters.test(user.bare());
        }

        @Override
        public @Nullable DataForm form() {
            return null;
        }

        @Override
        public AdhocCommand.Outcome run(Jid user, String host, DataForm answer) {
            return outcome(invitations.befriend(user));
        }
    }

    /** Invites to make an account (§4.3). */
    private final class CreateAccount implements AdhocCommand {
        @Override
        public String node() {
            return NAMESPACE + "#create-account";
        }

        @Override
        public String title() {
            return "Invite somebody to a new account";
        }

        @Override
        public boolean allows(Jid user) {
            return invitations.isPossible() && admins.test(user.bare());
        }

        @Override
        public DataForm form() {
            return DataForm.form()
                    .titled(title())
                    .plus(
                            FormField.text("username")
                                    .labelled("User name")
                                    .described("Without one, who is invited chooses it."),
                            FormField.bool("roster-subscription")
                                    .labelled("Become contacts of each other")
                                    .holding(false));
        }

        @Override
        public AdhocCommand.Outcome run(Jid user, String host, DataForm answer) {
            String username = answer.text("username");
            Jid account = username == null ? null : names.account(username, host);
            try {
                return outcome(invitations.account(host, user, account, answer.bool("roster-subscription", false)));
            } catch (FormException e) {
                throw new StanzaErrorException(Condition.BAD_REQUEST, String.valueOf(e.getMessage()));
            }
        }
    }
}
