package org.wockd.core.pubsub;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.Feature;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.FormField;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/**
 * Message displayed synchronization: read is read everywhere. Clients publish up to where a chat was read to a node of their
 * own (§4.1); or they put it into the message that tells the other side, from where it is taken and published here (§4.5).
 */
public final class Xep0490MessageDisplayed implements Feature {
    /** What it implements. */
    public static final Spec SPEC = new Spec("XEP-0490", "Message Displayed Synchronization", "1.0.1");

    private static final Logger LOG = LoggerFactory.getLogger(Xep0490MessageDisplayed.class);

    /** The node, and the namespace of its payload. */
    private static final String NAMESPACE = "urn:xmpp:mds:displayed:0";

    private static final String ASSIST = "urn:xmpp:mds:server-assist:0";

    /** For the owner's devices alone (§7): what others would learn from it is when who has read what. */
    private static final NodeConfig PRIVATE = config();

    private final Publications publications;
    private final Sessions sessions;

    Xep0490MessageDisplayed(Publications publications, Sessions sessions) {
        this.publications = publications;
        this.sessions = sessions;
    }

    private static NodeConfig config() {
        try {
            return NodeConfig.standard()
                    .changed(
                            DataForm.submit()
                                    .plus(
                                            FormField.answer("pubsub#persist_items", "true"),
                                            FormField.answer("pubsub#max_items", "max"),
                                            FormField.answer("pubsub#send_last_published_item", "never"),
                                            FormField.answer("pubsub#access_model", "whitelist")),
                            Integer.MAX_VALUE);
        } catch (FormException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public List<String> accountFeatures() {
        return List.of(ASSIST);
    }

    @Override
    public void rules(Rules rules) {
        rules.message().name(NAMESPACE, "displayed").then(this::assist);
    }

    private void assist(Incoming<Message> in) {
        Message message = in.stanza();
        Node displayed = message.content().child(NAMESPACE, "displayed");
        if (displayed == null || sessions.find(in.from()) == null) {
            // What comes from elsewhere is no client of this server.
            in.yieldDefault();
            return;
        }
        Jid chat = message.to();
        if (chat != null) {
            publish(in.from().bare(), chat, displayed);
        }
        // Before the archive and the owner's other clients see it (§5.2), and so that nobody else does (§7).
        Content rest = message.content().minus(NAMESPACE, "displayed");
        in.yieldDefault(rest);
    }

    /** What cannot be published does not hold up the message that it came with. */
    private void publish(Jid owner, Jid chat, Node displayed) {
        try {
            publications.publish(owner, NAMESPACE, chat.toString(), displayed, before -> {
                NodeConfig config = before == null ? PRIVATE : before;
                if (config.access() != AccessModel.WHITELIST) {
                    throw new StanzaErrorException(
                            Condition.CONFLICT, "others may see the node, so nothing private is published to it");
                }
                return config;
            });
        } catch (StanzaErrorException | StoreException e) {
            LOG.warn("up to where {} has read a chat is not told to the other devices: {}", owner, e.getMessage());
        }
    }
}
