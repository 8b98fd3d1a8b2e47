package org.wockd.core.pubsub;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xep.ResultSet;
import org.wockd.protocol.xml.Node;

/** Reads the requests of XEP-0060. What is wrong with one is told by a {@link StanzaErrorException}. */
final class RequestReader {
    private static final int LONGEST_NAME = 1_023;

    private RequestReader() {}

    /**
     * Reads a request.
     *
     * @param pubsub an element {@code pubsub} of one of the two namespaces
     */
    static Request read(Iq.Type type, Node pubsub) {
        Node first = pubsub.child();
        if (first == null) {
            throw bad("a pubsub element needs a child that says what is wanted");
        }
        boolean sets = type == Iq.Type.SET;
        try {
            return pubsub.namespace().equals(Pubsub.OWNER) ? ofOwner(sets, first) : ofAnybody(sets, pubsub, first);
        } catch (PayloadException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static Request ofAnybody(boolean sets, Node pubsub, Node first) throws PayloadException {
        return switch (first.local()) {
            case "publish" -> publish(set(sets, first), pubsub);
            case "retract" -> retract(set(sets, first));
            case "create" -> create(set(sets, first), pubsub);
            case "subscribe" -> new Request.Subscribe(node(set(sets, first)), jid(first));
            case "unsubscribe" -> new Request.Unsubscribe(node(set(sets, first)), jid(first));
            case "items" -> items(get(sets, first), pubsub);
            case "subscriptions" -> new Request.Subscriptions(get(sets, first).attribute("node"));
            case "affiliations" -> new Request.Affiliations(get(sets, first).attribute("node"));
            case "options" -> throw Pubsub.unsupported("subscription-options");
            case "default" -> throw Pubsub.unsupported("retrieve-default-sub");
            default -> throw bad("there is no <" + first.local() + "/> in this protocol");
        };
    }

    private static Request ofOwner(boolean sets, Node first) throws PayloadException {
        return switch (first.local()) {
            case "configure" -> sets ? setConfig(first) : new Request.GetConfig(node(first));
            case "default" -> {
                get(sets, first);
                yield new Request.GetDefault();
            }
            case "delete" -> new Request.Delete(node(set(sets, first)));
            case "purge" -> new Request.Purge(node(set(sets, first)));
            case "subscriptions" -> {
                if (sets) {
                    throw Pubsub.unsupported("manage-subscriptions");
                }
                yield new Request.Subscribers(node(first));
            }
            case "affiliations" -> {
                if (sets) {
                    throw Pubsub.unsupported("modify-affiliations");
                }
                yield new Request.Affiliated(node(first));
            }
            default -> throw bad("there is no <" + first.local() + "/> in this protocol");
        };
    }

    private static Request publish(Node publish, Node pubsub) throws FormException {
        List<Node> items = publish.children(Pubsub.NAMESPACE, "item");
        if (items.isEmpty()) {
            throw Pubsub.error(Condition.BAD_REQUEST, "item-required", "nothing is published; add an item");
        }
        if (items.size() > 1) {
            throw Pubsub.unsupported("multi-items");
        }
        Node item = items.getFirst();
        List<Node> payloads = item.children();
        if (payloads.isEmpty()) {
            throw Pubsub.error(Condition.BAD_REQUEST, "payload-required", "the item is empty; put an element into it");
        }
        if (payloads.size() > 1) {
            throw Pubsub.error(
                    Condition.BAD_REQUEST,
                    "invalid-payload",
                    "an item has one element, and this one has " + payloads.size());
        }
        Node options = pubsub.child(Pubsub.NAMESPACE, "publish-options");
        return new Request.Publish(
                node(publish), id(item), payloads.getFirst(), options == null ? null : DataForm.in(options));
    }

    private static Request retract(Node retract) {
        Node item = retract.child(Pubsub.NAMESPACE, "item");
        String id = item == null ? null : id(item);
        if (id == null) {
            throw Pubsub.error(Condition.BAD_REQUEST, "item-required", "say which item by its id");
        }
        String notifies = retract.attribute("notify");
        return new Request.Retract(node(retract), id, "true".equals(notifies) || "1".equals(notifies));
    }

    private static Request create(Node create, Node pubsub) throws FormException {
        Node configure = pubsub.child(Pubsub.NAMESPACE, "configure");
        return new Request.Create(
                create.attribute("node") == null ? null : node(create),
                configure == null ? null : DataForm.in(configure));
    }

    private static Request setConfig(Node configure) throws FormException {
        DataForm form = DataForm.in(configure);
        if (form == null) {
            throw bad("the form of the configuration is missing");
        }
        return new Request.SetConfig(node(configure), form);
    }

    private static Request items(Node items, Node pubsub) throws PayloadException {
        List<String> ids = items.children(Pubsub.NAMESPACE, "item").stream()
                .map(RequestReader::id)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return new Request.Items(node(items), newest(items.attribute("max_items")), ids, ResultSet.Request.in(pubsub));
    }

    private static OptionalInt newest(@Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number > 0) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            throw bad("max_items must be a number from 1");
        }
        throw bad("max_items must be a number from 1");
    }

    private static String node(Node element) {
        String node = element.attribute("node");
        if (node == null || node.isEmpty()) {
            throw Pubsub.error(Condition.BAD_REQUEST, "nodeid-required", "say which node");
        }
        return fitting(node);
    }

    private static @Nullable String id(Node item) {
        String id = item.attribute("id");
        return id == null || id.isEmpty() ? null : fitting(id);
    }

    private static String fitting(String name) {
        if (name.length() > LONGEST_NAME) {
            throw new StanzaErrorException(
                    Condition.NOT_ACCEPTABLE, "the name of a node or an item may have " + LONGEST_NAME + " characters");
        }
        return name;
    }

    private static Jid jid(Node subscribe) {
        String jid = subscribe.attribute("jid");
        if (jid == null) {
            throw Pubsub.error(Condition.BAD_REQUEST, "jid-required", "say who subscribes");
        }
        try {
            return Jid.parse(jid);
        } catch (JidException e) {
            throw new StanzaErrorException(Condition.JID_MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private static Node set(boolean sets, Node element) {
        if (!sets) {
            throw bad("<" + element.local() + "/> needs an iq of type set");
        }
        return element;
    }

    private static Node get(boolean sets, Node element) {
        if (sets) {
            throw bad("<" + element.local() + "/> needs an iq of type get");
        }
        return element;
    }

    private static StanzaErrorException bad(String text) {
        return new StanzaErrorException(Condition.BAD_REQUEST, text);
    }
}
