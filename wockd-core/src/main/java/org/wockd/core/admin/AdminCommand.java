package org.wockd.core.admin;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.FormField;

/**
 * A command for administrators, with at most one form.
 *
 * @param node the name of its node
 * @param question makes the form; null where it asks nothing
 */
record AdminCommand(
        Administrators admins,
        String node,
        String title,
        @Nullable Supplier<DataForm> question,
        Body body) implements AdhocCommand {

    static final String NAMESPACE = "http://jabber.org/protocol/admin";

    /** What a command does. */
    @FunctionalInterface
    interface Body {
        /**
         * Does it; may block.
         *
         * @param call who asks whom, and what was answered to the form
         */
        Outcome run(Call call) throws FormException;
    }

    /**
     * One use of a command.
     *
     * @param admin who asks; the host itself for who works on the machine
     * @param host the one that is asked
     * @param answer to the form
     */
    record Call(Jid admin, String host, DataForm answer) {}

    /** Makes the commands of the same administrators. */
    record Maker(Administrators admins) {

        /** One of XEP-0133 that asks nothing. */
        AdminCommand plain(String name, String title, Body body) {
            return new AdminCommand(admins, NAMESPACE + "#" + name, title, null, body);
        }

        /** One of XEP-0133 that asks for some fields. */
        AdminCommand asking(String name, String title, Body body, FormField... fields) {
            DataForm form = form(title, fields);
            return new AdminCommand(admins, NAMESPACE + "#" + name, title, () -> form, body);
        }

        /** One whose field shows what there is up to now. */
        AdminCommand editing(String name, String title, Body body, Supplier<FormField> field) {
            return new AdminCommand(admins, NAMESPACE + "#" + name, title, () -> form(title, field.get()), body);
        }

        private static DataForm form(String title, FormField... fields) {
            return DataForm.form().titled(title).typed(NAMESPACE).plus(fields);
        }
    }

    /** A report of some fields. */
    static Outcome report(FormField... fields) {
        return Outcome.found(DataForm.result().typed(NAMESPACE).plus(fields));
    }

    @Override
    public boolean allows(Jid user) {
        return admins.isAdmin(user);
    }

    @Override
    public @Nullable DataForm form() {
        return question == null ? null : question.get();
    }

    @Override
    public Outcome run(Jid user, String host, DataForm answer) {
        // No client and no relay can send from the address of a host.
        if (!user.equals(Jid.domain(host)) && !admins.isStillAdmin(user)) {
            throw new StanzaErrorException(Condition.FORBIDDEN, "you are not an administrator any more");
        }
        try {
            return body.run(new Call(user, host, answer));
        } catch (FormException e) {
            throw new StanzaErrorException(Condition.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }
}
