package org.wockd.core.xep;

import static org.wockd.protocol.rule.Target.ACCOUNT;
import static org.wockd.protocol.rule.Target.HOST;
import static org.wockd.protocol.rule.Target.SELF;
import static org.wockd.protocol.stanza.Iq.Type.GET;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.Refusals;
import org.wockd.core.store.Rosters;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/** Service Discovery: what the hosts and the accounts are and can do, collected from the other features. */
final class Xep0030Disco implements Feature {
    private static final List<String> OWN = List.of(Disco.INFO, Disco.ITEMS);

    private final List<Feature> others;
    private final Rosters rosters;
    private final Availability availability;

    /**
     * @param others all features but this one
     */
    Xep0030Disco(List<Feature> others, Rosters rosters, Availability availability) {
        this.others = List.copyOf(others);
        this.rosters = rosters;
        this.availability = availability;
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0030", "Service Discovery", "2.5");
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(GET).name(Disco.INFO, "query").to(HOST).quickly(this::hostInfo);
        rules.iq(GET).name(Disco.ITEMS, "query").to(HOST).quickly(this::hostItems);
        rules.iq(GET).name(Disco.INFO, "query").to(SELF, ACCOUNT).then(Refusals.answered(this::accountInfo));
        rules.iq(GET).name(Disco.ITEMS, "query").to(SELF, ACCOUNT).then(Refusals.answered(this::accountItems));
    }

    /**
     * What a host is and can do; the same for each.
     *
     * @param others all features but this one, which is added
     */
    static Disco.InfoQuery host(List<Feature> others, @Nullable String node) {
        Stream<Disco.Identity> identities = others.stream().flatMap(f -> f.hostIdentities().stream());
        Stream<String> features = others.stream().flatMap(f -> f.hostFeatures().stream());
        return new Disco.InfoQuery(
                node,
                Stream.concat(Stream.of(Disco.Identity.of("server", "im", "wockd")), identities)
                        .toList(),
                Stream.concat(OWN.stream(), features).distinct().sorted().toList(),
                List.of());
    }

    private void hostInfo(Incoming<Iq> in) {
        if (!isAnsweredAsPart(in)) {
            wholeHostInfo(in);
        }
    }

    /** Answers a question about a node that a feature knows. */
    private boolean isAnsweredAsPart(Incoming<Iq> in) {
        String node = in.payload().attribute("node");
        if (node == null) {
            return false;
        }
        Jid to = in.stanza().to();
        Jid entity = to == null ? in.from().bare() : to;
        Stream<Node> answers = in.payload().namespace().equals(Disco.INFO)
                ? others.stream()
                        .map(f -> f.nodeInfo(in.from(), node))
                        .filter(Objects::nonNull)
                        .map(Disco.InfoQuery::toNode)
                : others.stream()
                        .map(f -> f.nodeItems(entity, in.from(), node))
                        .filter(Objects::nonNull)
                        .map(Disco.ItemsQuery::toNode);
        Optional<Node> answer = answers.findFirst();
        answer.ifPresent(in::yieldResult);
        return answer.isPresent();
    }

    private void wholeHostInfo(Incoming<Iq> in) {
        String node = in.payload().attribute("node");
        Disco.InfoQuery info = host(others, node);
        if (node != null && !node.equals(Xep0115Caps.of(info).discoNode())) {
            throw unknown(node);
        }
        in.yieldResult(info.toNode());
    }

    private void hostItems(Incoming<Iq> in) {
        if (isAnsweredAsPart(in)) {
            return;
        }
        List<Disco.Item> items =
                others.stream().flatMap(f -> f.hostItems().stream()).toList();
        in.yieldResult(new Disco.ItemsQuery(noNode(in), items).toNode());
    }

    private void accountInfo(Incoming<Iq> in) {
        if (isOwn(in) && isAnsweredAsPart(in)) {
            return;
        }
        String node = in.payload().attribute("node");
        if (node != null) {
            in.yieldResult(others.stream()
                    .map(f -> f.accountNodeInfo(account(in), in.from(), node))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow(() -> maySee(in) ? unknown(node) : hidden())
                    .toNode());
            return;
        }
        if (!maySee(in)) {
            throw hidden();
        }
        Stream<Disco.Identity> identities = Stream.concat(
                Stream.of(Disco.Identity.of("account", "registered", null)),
                others.stream().flatMap(f -> f.accountIdentities().stream()));
        Stream<String> features =
                Stream.concat(OWN.stream(), others.stream().flatMap(f -> f.accountFeatures().stream()));
        in.yieldResult(new Disco.InfoQuery(
                        null, identities.toList(), features.distinct().sorted().toList(), List.of())
                .toNode());
    }

    /** §8: the same as for an account that does not exist. */
    private static StanzaErrorException hidden() {
        return new StanzaErrorException(
                Condition.SERVICE_UNAVAILABLE, "only who may see the presence of an account may ask about it");
    }

    /** The clients of an account that are available, and what else belongs to it. */
    private void accountItems(Incoming<Iq> in) {
        if (isOwn(in) && isAnsweredAsPart(in)) {
            return;
        }
        Jid account = account(in);
        String node = in.payload().attribute("node");
        if (node != null) {
            in.yieldResult(others.stream()
                    .map(f -> f.accountNodeItems(account, in.from(), node))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseGet(() -> nothing(in, node))
                    .toNode());
            return;
        }
        Stream<Disco.Item> clients = maySee(in)
                ? availability.available(account).stream().map(session -> new Disco.Item(session.jid(), null, null))
                : Stream.empty();
        Stream<Disco.Item> more = others.stream().flatMap(f -> f.accountItems(account, in.from()).stream());
        in.yieldResult(new Disco.ItemsQuery(null, Stream.concat(clients, more).toList()).toNode());
    }

    /** §8: nothing, whatever the node, the same as for an account that does not exist; who may know is told that it is not there. */
    private Disco.ItemsQuery nothing(Incoming<Iq> in, String node) {
        if (maySee(in)) {
            throw unknown(node);
        }
        return Disco.ItemsQuery.of(node);
    }

    private static boolean isOwn(Incoming<Iq> in) {
        return in.from().bare().equals(account(in));
    }

    private boolean maySee(Incoming<Iq> in) {
        Jid account = account(in);
        Jid watcher = in.from().bare();
        return watcher.equals(account) || Availability.isSeenByContact(rosters.item(account, watcher));
    }

    private static Jid account(Incoming<Iq> in) {
        Jid to = in.stanza().to();
        return to == null ? in.from().bare() : to.bare();
    }

    private static @Nullable String noNode(Incoming<Iq> in) {
        String node = in.payload().attribute("node");
        if (node != null) {
            throw unknown(node);
        }
        return null;
    }

    private static StanzaErrorException unknown(String node) {
        return new StanzaErrorException(Condition.ITEM_NOT_FOUND, "there is no node '" + node + "' here");
    }
}
