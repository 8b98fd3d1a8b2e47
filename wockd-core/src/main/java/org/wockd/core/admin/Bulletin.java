package org.wockd.core.admin;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.PresenceWatcher;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Notices;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * Tells people what administrators want everybody to hear once, when they come, or at once where they are there. It is a
 * message from the host to the account, kept and delivered as any other.
 */
public final class Bulletin implements PresenceWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Bulletin.class);

    private final Notices notices;
    private final Sessions sessions;
    private final Consumer<Stanza> router;

    public Bulletin(Notices notices, Sessions sessions, Consumer<Stanza> router) {
        this.notices = notices;
        this.sessions = sessions;
        this.router = router;
    }

    @Override
    public void came(Session session, @Nullable Presence before, Presence now) {
        if (before == null) {
            tell(session.jid().bare());
        }
    }

    /**
     * Tells all who are there and have not heard it.
     *
     * @return how many they are
     */
    int tellAll() {
        return (int) sessions.all().stream()
                .filter(Session::isAvailable)
                .map(session -> session.jid().bare())
                .distinct()
                .filter(this::tell)
                .count();
    }

    private boolean tell(Jid account) {
        List<String> texts = notices.due(account);
        for (String text : texts) {
            Content content = Content.of(Node.of(Namespaces.CLIENT, "body").plus(text));
            try {
                router.accept(
                        new Message(Jid.domain(account.domain()), account, null, Message.Type.NORMAL, null, content));
            } catch (StanzaErrorException e) {
                LOG.warn(
                        "{} could not be told what all are told: {}",
                        account,
                        e.error().text());
            }
        }
        return !texts.isEmpty();
    }
}
