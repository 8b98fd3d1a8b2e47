package org.wockd.core.feature;

import java.util.List;
import org.wockd.core.session.Session;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.xep.Spec;

/**
 * Something the core can do, in one file that can be deleted: it names its specification and brings its parts along as
 * data. Nothing else in the core knows it by name, but the list in {@link Features}.
 */
public interface Feature {

    /** What it implements. */
    Spec spec();

    /** Adds its rules. */
    default void rules(Rules rules) {}

    /** Its filters. */
    default List<Filter> filters() {
        return List.of();
    }

    /** The features a host announces because of it (XEP-0030 §3.1). */
    default List<String> hostFeatures() {
        return List.of();
    }

    /** The features an account announces because of it. */
    default List<String> accountFeatures() {
        return List.of();
    }

    /**
     * A client's stream has ended, after the last of its stanzas; it is not bound any more. May block: runs on a virtual
     * thread, in the stream's place.
     */
    default void ended(Session session) {}
}
