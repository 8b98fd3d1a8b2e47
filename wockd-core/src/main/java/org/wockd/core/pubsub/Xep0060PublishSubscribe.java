package org.wockd.core.pubsub;

import static org.wockd.protocol.rule.Target.ACCOUNT;
import static org.wockd.protocol.rule.Target.SELF;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.Refusals;
import org.wockd.core.store.PubsubNodes;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.FormField;
import org.wockd.protocol.xep.ResultSet;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/** Publish-Subscribe, as far as every account is a service of it (XEP-0163): requests are read, allowed or not, and answered. */
public final class Xep0060PublishSubscribe implements Feature {
    /** What it implements. */
    public static final Spec SPEC = new Spec("XEP-0060", "Publish-Subscribe", "1.30.0");

    /** What of the whole there is, by the names of §11. */
    private static final List<String> BUILT = List.of(
            "access-open",
            "access-presence",
            "access-roster",
            "access-whitelist",
            "auto-create",
            "auto-subscribe",
            "config-node",
            "config-node-max",
            "create-and-configure",
            "create-nodes",
            "delete-items",
            "delete-nodes",
            "filtered-notifications",
            "instant-nodes",
            "item-ids",
            "last-published",
            "meta-data",
            "persistent-items",
            "presence-notifications",
            "presence-subscribe",
            "publish",
            "publish-options",
            "purge-nodes",
            "retract-items",
            "retrieve-affiliations",
            "retrieve-default",
            "retrieve-items",
            "retrieve-subscriptions",
            "rsm",
            "subscribe");

    private final PubsubNodes nodes;
    private final Access access;
    private final Publications publications;
    private final Retrieval retrieval;
    private final Notifications notifications;

    Xep0060PublishSubscribe(PubsubNodes nodes, Access access, Publications publications, Notifications notifications) {
        this.nodes = nodes;
        this.access = access;
        this.publications = publications;
        this.retrieval = new Retrieval(nodes, access);
        this.notifications = notifications;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public void rules(Rules rules) {
        rules.iq().name(Pubsub.NAMESPACE, "pubsub").to(SELF, ACCOUNT).then(Refusals.answered(this::asked));
        rules.iq().name(Pubsub.OWNER, "pubsub").to(SELF, ACCOUNT).then(Refusals.answered(this::asked));
    }

    private void asked(Incoming<Iq> in) {
        Request request = RequestReader.read(in.stanza().type(), in.payload());
        Jid to = in.stanza().to();
        Jid owner = to == null ? in.from().bare() : to.bare();
        Node answer = switch (request) {
            case Request.OfOwner own -> {
                Access.checkOwner(owner, in.from());
                yield answer(owner, own);
            }
            case Request.OfAnybody any -> answer(owner, in.from(), any);
        };
        if (answer == null) {
            in.yieldResult();
        } else {
            in.yieldResult(answer);
        }
    }

    private @Nullable Node answer(Jid owner, Request.OfOwner request) {
        switch (request) {
            case Request.Publish publish -> {
                return published(owner, publish);
            }
            case Request.Create create -> {
                String name = publications.create(owner, create);
                return create.node() != null
                        ? null
                        : pubsub(Node.of(Pubsub.NAMESPACE, "create").with("node", name));
            }
            case Request.Retract retract -> publications.retract(owner, retract);
            case Request.SetConfig config -> publications.configure(owner, config);
            case Request.Delete(String node) -> publications.delete(owner, node);
            case Request.Purge(String node) -> publications.purge(owner, node);
            case Request.GetConfig(String node) -> {
                NodeConfig config = NodeConfig.of(retrieval.visible(owner, node, owner));
                return owner(
                        Node.of(Pubsub.OWNER, "configure").with("node", node).plus(form(config)));
            }
            case Request.GetDefault() -> {
                return owner(Node.of(Pubsub.OWNER, "default").plus(form(NodeConfig.standard())));
            }
            case Request.Subscribers(String node) -> {
                retrieval.visible(owner, node, owner);
                return owner(retrieval.subscribers(owner, node));
            }
            case Request.Affiliated(String node) -> {
                retrieval.visible(owner, node, owner);
                return owner(Retrieval.affiliated(owner, node));
            }
        }
        return null;
    }

    private Node published(Jid owner, Request.Publish publish) {
        String id = publications.publish(
                owner, publish.node(), publish.id(), publish.payload(), publications.precondition(publish.options()));
        return pubsub(Node.of(Pubsub.NAMESPACE, "publish")
                .with("node", publish.node())
                .plus(Node.of(Pubsub.NAMESPACE, "item").with("id", id)));
    }

    private @Nullable Node answer(Jid owner, Jid asker, Request.OfAnybody request) {
        return switch (request) {
            case Request.Items items -> {
                retrieval.visible(owner, items.node(), asker);
                yield retrieval.items(owner, items);
            }
            case Request.Subscribe subscribe -> {
                subscribe(owner, asker, subscribe);
                yield pubsub(Retrieval.subscription(Pubsub.NAMESPACE, subscribe.node(), subscribe.subscriber()));
            }
            case Request.Unsubscribe unsubscribe -> {
                unsubscribe(owner, asker, unsubscribe);
                yield null;
            }
            case Request.Subscriptions(String node) -> pubsub(retrieval.subscriptions(owner, asker, node));
            case Request.Affiliations(String node) -> pubsub(retrieval.affiliations(owner, asker, node));
        };
    }

    private void subscribe(Jid owner, Jid asker, Request.Subscribe request) {
        if (!request.subscriber().bare().equals(asker.bare())) {
            throw Pubsub.error(Condition.BAD_REQUEST, "invalid-jid", "nobody can be subscribed by somebody else");
        }
        NodeConfig config = NodeConfig.of(retrieval.visible(owner, request.node(), asker));
        publications.subscribe(owner, request.node(), request.subscriber());
        if (config.sendsLastOnSubscription()) {
            publications.still(
                    owner,
                    () -> notifications.sendLast(
                            owner,
                            request.subscriber(),
                            nodes.last(owner, List.of(request.node())),
                            notifications::route));
        }
    }

    private void unsubscribe(Jid owner, Jid asker, Request.Unsubscribe request) {
        if (!request.subscriber().bare().equals(asker.bare())) {
            throw new StanzaErrorException(Condition.FORBIDDEN, "nobody can be unsubscribed by somebody else");
        }
        if (!nodes.unsubscribe(owner, request.node(), request.subscriber())) {
            throw Pubsub.error(
                    Condition.UNEXPECTED_REQUEST, "not-subscribed", request.subscriber() + " has not subscribed");
        }
    }

    private static Node form(NodeConfig config) {
        return config.form(DataForm.Type.FORM, NodeConfig.TYPE).toNode();
    }

    private static Node pubsub(Node child) {
        return Node.of(Pubsub.NAMESPACE, "pubsub").plus(child);
    }

    private static Node owner(Node child) {
        return Node.of(Pubsub.OWNER, "pubsub").plus(child);
    }

    // ---- discovery (§5) ------------------------------------------------------------------------------------------

    /** Some clients, such as those with Smack, look at the host for what its accounts can do. */
    @Override
    public List<String> hostFeatures() {
        return features();
    }

    @Override
    public List<String> accountFeatures() {
        return features();
    }

    private static List<String> features() {
        return Stream.concat(
                        Stream.of(Pubsub.NAMESPACE, ResultSet.NAMESPACE),
                        BUILT.stream().map(name -> Pubsub.NAMESPACE + "#" + name))
                .toList();
    }

    @Override
    public List<Disco.Item> accountItems(Jid account, Jid asker) {
        return nodes.nodes(account).stream()
                .filter(node -> access.allows(account, NodeConfig.of(node), asker))
                .map(node ->
                        new Disco.Item(account, node.name(), NodeConfig.of(node).title()))
                .toList();
    }

    @Override
    public Disco.@Nullable InfoQuery accountNodeInfo(Jid account, Jid asker, String name) {
        PubsubNodes.Node node = nodes.node(account, name);
        if (node == null || !access.allows(account, NodeConfig.of(node), asker)) {
            return null;
        }
        FormField creation = FormField.text("pubsub#creation_date")
                .holding(Instant.ofEpochMilli(node.createdAt())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        return new Disco.InfoQuery(
                name,
                List.of(Disco.Identity.of("pubsub", "leaf", null)),
                List.of(Pubsub.NAMESPACE),
                List.of(NodeConfig.of(node)
                        .metadata(creation, FormField.jids("pubsub#owner").holding(account.toString()))));
    }

    @Override
    public Disco.@Nullable ItemsQuery accountNodeItems(Jid account, Jid asker, String name) {
        PubsubNodes.Node node = nodes.node(account, name);
        if (node == null || !access.allows(account, NodeConfig.of(node), asker)) {
            return null;
        }
        return new Disco.ItemsQuery(
                name,
                nodes.items(account, name, PubsubNodes.Search.newest(Integer.MAX_VALUE)).items().stream()
                        .map(item -> new Disco.Item(account, null, item.id()))
                        .toList());
    }
}
