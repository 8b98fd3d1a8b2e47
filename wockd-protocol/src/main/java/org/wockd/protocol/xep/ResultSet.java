package org.wockd.protocol.xep;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Node;

/** Result Set Management, XEP-0059 version 1.0: long answers, a page at a time. */
public final class ResultSet {
    /** The namespace of the protocol, and the feature of speaking it. */
    public static final String NAMESPACE = "http://jabber.org/protocol/rsm";

    private ResultSet() {}

    /** Where in the whole set a page lies. */
    public sealed interface Place {
        /** The first page. */
        record Start() implements Place {}

        /** The page that follows the item {@code uid} (XEP-0059 §2.2). */
        record After(String uid) implements Place {}

        /** The page that ends before the item {@code uid} (XEP-0059 §2.3). */
        record Before(String uid) implements Place {}

        /** The last page (XEP-0059 §2.5). */
        record End() implements Place {}

        /** The page whose first item is number {@code index}, the first of all being 0 (XEP-0059 §2.6). */
        record At(int index) implements Place {}
    }

    /**
     * What page is asked for.
     *
     * @param max the most items it may have, nothing where that is left open; 0 asks for the count alone (XEP-0059 §2.7)
     * @param place where it lies
     */
    public record Request(OptionalInt max, Place place) {

        /** The page size to use: what is asked for, and never more than {@code most}. */
        public int limit(int most) {
            return Math.min(max.orElse(most), most);
        }

        /** The request inside the element of a protocol that is paged, null where there is none. */
        public static @Nullable Request in(Node parent) throws PayloadException {
            Node set = parent.child(NAMESPACE, "set");
            return set == null ? null : parse(set);
        }

        /**
         * Reads a {@code <set/>}.
         *
         * @throws PayloadException where a number is none, or more than one place is named
         */
        public static Request parse(Node set) throws PayloadException {
            expect(set);
            String after = set.childText(NAMESPACE, "after");
            String before = set.childText(NAMESPACE, "before");
            OptionalInt index = number("index", set.childText(NAMESPACE, "index"));
            OptionalInt max = number("max", set.childText(NAMESPACE, "max"));
            if ((after == null ? 0 : 1) + (before == null ? 0 : 1) + (index.isPresent() ? 1 : 0) > 1) {
                throw new PayloadException("A result set request can have only one of after, before and index.");
            }
            return new Request(max, place(after, before, index));
        }

        private static Place place(@Nullable String after, @Nullable String before, OptionalInt index) {
            if (after != null) {
                return new Place.After(after);
            }
            if (before != null) {
                return before.isEmpty() ? new Place.End() : new Place.Before(before);
            }
            return index.isPresent() ? new Place.At(index.getAsInt()) : new Place.Start();
        }

        /** This as the element {@code <set/>}. */
        public Node toNode() {
            Node set = Node.of(NAMESPACE, "set");
            if (max.isPresent()) {
                set = set.plus(element("max", Integer.toString(max.getAsInt())));
            }
            return switch (place) {
                case Place.Start() -> set;
                case Place.After(String uid) -> set.plus(element("after", uid));
                case Place.Before(String uid) -> set.plus(element("before", uid));
                case Place.End() -> set.plus(Node.of(NAMESPACE, "before"));
                case Place.At(int index) -> set.plus(element("index", Integer.toString(index)));
            };
        }
    }

    /**
     * What page was sent.
     *
     * @param first the uid of its first item, null where it is empty
     * @param index the number of that item in the whole set, nothing where that is not known
     * @param last the uid of its last item, null where it is empty
     * @param count how many items there are in all, nothing where that is not known
     */
    public record Answer(
            @Nullable String first,
            OptionalInt index,
            @Nullable String last,
            OptionalInt count) {

        public Answer {
            if ((first == null) != (last == null)) {
                throw new IllegalArgumentException("a page has a first and a last item, or neither");
            }
        }

        /**
         * What belongs beside the items of a page.
         *
         * @param uid gives the uid of an item
         * @param index the number of its first item in the whole set
         * @param count how many items there are in all
         */
        public static <T> Answer of(List<T> page, Function<T, String> uid, int index, int count) {
            return page.isEmpty()
                    ? new Answer(null, OptionalInt.empty(), null, OptionalInt.of(count))
                    : new Answer(
                            uid.apply(page.getFirst()),
                            OptionalInt.of(index),
                            uid.apply(page.getLast()),
                            OptionalInt.of(count));
        }

        /**
         * Reads a {@code <set/>}.
         *
         * @throws PayloadException where a number is none, or only one of first and last is there
         */
        public static Answer parse(Node set) throws PayloadException {
            expect(set);
            Node first = set.child(NAMESPACE, "first");
            String last = set.childText(NAMESPACE, "last");
            if ((first == null) != (last == null)) {
                throw new PayloadException("A result set must have both first and last, or neither.");
            }
            return new Answer(
                    first == null ? null : first.text(),
                    first == null ? OptionalInt.empty() : number("index", first.attribute("index")),
                    last,
                    number("count", set.childText(NAMESPACE, "count")));
        }

        /** This as the element {@code <set/>}. */
        public Node toNode() {
            Node set = Node.of(NAMESPACE, "set");
            if (first != null && last != null) {
                Node head = element("first", first);
                set = set.plus(index.isPresent() ? head.with("index", index.getAsInt()) : head, element("last", last));
            }
            return count.isPresent() ? set.plus(element("count", Integer.toString(count.getAsInt()))) : set;
        }
    }

    private static void expect(Node set) throws PayloadException {
        if (!set.is(NAMESPACE, "set")) {
            throw new PayloadException("The element " + set.name() + " is not a result set of " + NAMESPACE + ".");
        }
    }

    private static Node element(String local, String text) {
        return Node.of(NAMESPACE, local).plus(text);
    }

    private static OptionalInt number(String name, @Nullable String text) throws PayloadException {
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 0) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // told below, as a negative number is
        }
        throw new PayloadException(
                "The " + name + " of a result set must be a whole number from 0 to " + Integer.MAX_VALUE + ".");
    }
}
