package org.wockd.core.admin;

import java.util.List;
import java.util.function.Supplier;
import org.wockd.core.account.OnlineSessions;
import org.wockd.core.admin.AdminCommand.Call;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.AdhocCommand.Outcome;
import org.wockd.core.store.Notices;
import org.wockd.core.store.Notices.Kind;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.FormField;

/** Commands that tell users something (XEP-0133 §4.23 to §4.28). */
public final class NoticeCommands {
    private final OnlineSessions online;
    private final Notices notices;
    private final Bulletin bulletin;

    /**
     * @param bulletin tells who is there
     */
    public NoticeCommands(OnlineSessions online, Notices notices, Bulletin bulletin) {
        this.online = online;
        this.notices = notices;
        this.bulletin = bulletin;
    }

    /** The commands. */
    public List<AdhocCommand> of(Administrators admins) {
        FormField announcement =
                FormField.lines("announcement").labelled("Text").mandatory();
        FormField motd = FormField.lines("motd").labelled("Text").mandatory();
        AdminCommand.Maker make = new AdminCommand.Maker(admins);
        return List.of(
                make.asking("announce", "Tell all who are connected", this::announce, announcement),
                make.asking("set-motd", "Set the message of the day", this::setMotd, motd),
                make.editing("edit-motd", "Edit the message of the day", this::editMotd, holding("motd", Kind.MOTD)),
                make.plain("delete-motd", "Delete the message of the day", call -> delete(Kind.MOTD)),
                make.editing("set-welcome", "Set the welcome", this::setWelcome, holding("welcome", Kind.WELCOME)),
                make.plain("delete-welcome", "Delete the welcome", call -> delete(Kind.WELCOME)));
    }

    private Supplier<FormField> holding(String field, Kind kind) {
        return () -> {
            String text = notices.text(kind);
            FormField empty = FormField.lines(field).labelled("Text").mandatory();
            return text == null ? empty : empty.holding(text.lines().toList());
        };
    }

    private Outcome announce(Call call) {
        int told = online.announce(call.host(), call.answer().lines("announcement"));
        return Outcome.done(told + " clients were told");
    }

    private Outcome setMotd(Call call) {
        notices.set(Kind.MOTD, call.answer().lines("motd"));
        int told = bulletin.tellAll();
        return Outcome.done(
                "the message of the day was set; " + told + " users were told, all others will be when they come");
    }

    private Outcome editMotd(Call call) {
        if (!notices.edit(Kind.MOTD, call.answer().lines("motd"))) {
            throw new StanzaErrorException(
                    Condition.ITEM_NOT_FOUND, "there is no message of the day to be edited; set one");
        }
        return Outcome.done("the message of the day was changed for those who have not heard it");
    }

    private Outcome setWelcome(Call call) {
        notices.set(Kind.WELCOME, call.answer().lines("welcome"));
        return Outcome.done("the welcome was set; new users will be told when they come first");
    }

    private Outcome delete(Kind kind) {
        notices.delete(kind);
        return Outcome.done("nobody will be told any more");
    }
}
