package org.wockd.bench.load;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xep.ResultSet;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** How a client looks into its archive: XEP-0313 in {@code urn:xmpp:mam:2}. */
public final class Archives {
    static final String NAMESPACE = "urn:xmpp:mam:2";
    private static final String FORM = "jabber:x:data";

    private Archives() {}

    /** The iq that asks for a page. */
    static Node query(ResultSet.Request page) {
        return query(Map.of(), page);
    }

    /**
     * The same, of those messages only that a filter lets through.
     *
     * @param filter fields of the form (XEP-0313 §4.1), as with and start; may be empty
     */
    public static Node query(Map<String, String> filter, ResultSet.Request page) {
        Node query = Node.of(NAMESPACE, "query");
        if (!filter.isEmpty()) {
            Node form = Node.of(FORM, "x").with("type", "submit").plus(field("FORM_TYPE", NAMESPACE));
            for (Map.Entry<String, String> each : filter.entrySet()) {
                form = form.plus(field(each.getKey(), each.getValue()));
            }
            query = query.plus(form);
        }
        return Node.of(Namespaces.CLIENT, "iq").with("type", "set").plus(query.plus(page.toNode()));
    }

    private static Node field(String name, String value) {
        return Node.of(FORM, "field")
                .with("var", name)
                .plus(Node.of(FORM, "value").plus(value));
    }

    /**
     * How a page ends.
     *
     * @param complete whether nothing lies beyond it
     * @param first the id of its first message; null where there is none
     * @param count how many messages there are in all; nothing where the server does not tell
     */
    public record End(boolean complete, @Nullable String first, OptionalInt count) {

        /** The one in the answer to a query. */
        public static End in(Node iq) throws PayloadException {
            Node fin = iq.child(NAMESPACE, "fin");
            Node set = fin == null ? null : fin.child(ResultSet.NAMESPACE, "set");
            if (fin == null) {
                throw new PayloadException("This is no answer to a query of an archive: " + iq);
            }
            ResultSet.Answer answer = set == null
                    ? new ResultSet.Answer(null, OptionalInt.empty(), null, OptionalInt.empty())
                    : ResultSet.Answer.parse(set);
            return new End("true".equals(fin.attribute("complete")), answer.first(), answer.count());
        }
    }

    /** How many messages a client's archive holds; -1 where the server does not tell, or refuses. */
    static CompletableFuture<Integer> count(Session session, Errors errors) {
        // XEP-0059 §2.7: a page of nothing is asked for when only the count is wanted.
        ResultSet.Request nothing = new ResultSet.Request(OptionalInt.of(0), new ResultSet.Place.End());
        return session.ask(query(nothing)).thenApply(answer -> {
            try {
                OptionalInt count = End.in(answer).count();
                if (count.isPresent()) {
                    return count.getAsInt();
                }
            } catch (PayloadException e) {
                errors.add(Errors.Kind.REFUSED, String.valueOf(e.getMessage()));
                return -1;
            }
            errors.add(Errors.Kind.INCOMPLETE, "the server does not tell how much an archive holds: " + answer);
            return -1;
        });
    }
}
