package org.wockd.protocol.xep;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.xml.Node;

/** Service Discovery, XEP-0030 version 2.5: what an entity is, what it can do, and what belongs to it. */
public final class Disco {
    /** The namespace of questions about an entity itself, and the feature of answering them. */
    public static final String INFO = "http://jabber.org/protocol/disco#info";

    /** The namespace of questions about what belongs to an entity, and the feature of answering them. */
    public static final String ITEMS = "http://jabber.org/protocol/disco#items";

    private Disco() {}

    /**
     * What an entity is.
     *
     * @param category such as {@code client}, from the registry of service discovery identities
     * @param type such as {@code pc}, within the category
     * @param lang the language of the name, null where it is not told
     * @param name for people, null where there is none
     */
    public record Identity(
            String category,
            String type,
            @Nullable String lang,
            @Nullable String name) {
        /** An identity whose name has no language. */
        public static Identity of(String category, String type, @Nullable String name) {
            return new Identity(category, type, null, name);
        }
    }

    /**
     * What an entity is and can do (XEP-0030 §3). Without identities and features it is the question.
     *
     * @param node the part of the entity that is asked about; the answer repeats it
     * @param identities in the order they were told
     * @param features in the order they were told; what a peer tells can hold one twice, see {@link Caps#check}
     * @param forms further information (XEP-0128)
     */
    public record InfoQuery(
            @Nullable String node, List<Identity> identities, List<String> features, List<DataForm> forms) {

        public InfoQuery {
            identities = List.copyOf(identities);
            features = List.copyOf(features);
            forms = List.copyOf(forms);
        }

        /** The question. */
        public static InfoQuery of(@Nullable String node) {
            return new InfoQuery(node, List.of(), List.of(), List.of());
        }

        /** Whether the entity says it can do that. */
        public boolean has(String feature) {
            return features.contains(feature);
        }

        /**
         * Reads a {@code <query/>}, be it the question or the answer.
         *
         * @throws PayloadException where an identity has no category or type, a feature no var, or a form is none
         */
        public static InfoQuery parse(Node query) throws PayloadException {
            expect(query, INFO);
            List<Identity> identities = new ArrayList<>();
            for (Node identity : query.children(INFO, "identity")) {
                identities.add(new Identity(
                        required(identity, "category"),
                        required(identity, "type"),
                        identity.attribute(Node.LANG),
                        identity.attribute("name")));
            }
            List<String> features = new ArrayList<>();
            for (Node feature : query.children(INFO, "feature")) {
                features.add(required(feature, "var"));
            }
            List<DataForm> forms = new ArrayList<>();
            for (Node form : query.children(DataForm.NAMESPACE, "x")) {
                forms.add(DataForm.parse(form));
            }
            return new InfoQuery(query.attribute("node"), identities, features, forms);
        }

        /** This as the element {@code <query/>}. */
        public Node toNode() {
            return Node.of(INFO, "query")
                    .with("node", node)
                    .plus(identities.stream()
                            .map(identity -> Node.of(INFO, "identity")
                                    .with("category", identity.category())
                                    .with("type", identity.type())
                                    .with(Node.LANG, identity.lang())
                                    .with("name", identity.name()))
                            .toList())
                    .plus(features.stream()
                            .map(feature -> Node.of(INFO, "feature").with("var", feature))
                            .toList())
                    .plus(forms.stream().map(DataForm::toNode).toList());
        }
    }

    /**
     * Something that belongs to an entity.
     *
     * @param jid where it can be asked
     * @param node which part of that entity it is, null for the whole
     * @param name for people, null where there is none
     */
    public record Item(
            Jid jid, @Nullable String node, @Nullable String name) {}

    /**
     * What belongs to an entity (XEP-0030 §4). Without items it is the question, and the answer that there are none.
     *
     * @param node the part of the entity that is asked about; the answer repeats it
     * @param items in the order they were told
     */
    public record ItemsQuery(@Nullable String node, List<Item> items) {

        public ItemsQuery {
            items = List.copyOf(items);
        }

        /** The question. */
        public static ItemsQuery of(@Nullable String node) {
            return new ItemsQuery(node, List.of());
        }

        /**
         * Reads a {@code <query/>}, be it the question or the answer.
         *
         * @throws PayloadException where an item has no address or what it has is none
         */
        public static ItemsQuery parse(Node query) throws PayloadException {
            expect(query, ITEMS);
            List<Item> items = new ArrayList<>();
            for (Node item : query.children(ITEMS, "item")) {
                try {
                    items.add(
                            new Item(Jid.parse(required(item, "jid")), item.attribute("node"), item.attribute("name")));
                } catch (JidException e) {
                    throw new PayloadException("An item of the disco#items has a bad address: " + e.getMessage());
                }
            }
            return new ItemsQuery(query.attribute("node"), items);
        }

        /** This as the element {@code <query/>}; a {@link ResultSet.Answer} can be added to it. */
        public Node toNode() {
            return Node.of(ITEMS, "query")
                    .with("node", node)
                    .plus(items.stream()
                            .map(item -> Node.of(ITEMS, "item")
                                    .with("jid", item.jid().toString())
                                    .with("node", item.node())
                                    .with("name", item.name()))
                            .toList());
        }
    }

    private static void expect(Node query, String namespace) throws PayloadException {
        if (!query.is(namespace, "query")) {
            throw new PayloadException("The element " + query.name() + " is not a query of " + namespace + ".");
        }
    }

    private static String required(Node element, String attribute) throws PayloadException {
        String value = element.attribute(attribute);
        if (value == null || value.isEmpty()) {
            throw new PayloadException(
                    "An element " + element.local() + " of " + element.namespace() + " lacks " + attribute + ".");
        }
        return value;
    }
}
