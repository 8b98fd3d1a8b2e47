package org.wockd.protocol.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.Spec;

/** Something a relay can do, in one file that can be deleted: it brings its parts along as data. */
public interface RelayFeature {

    /** What it implements. */
    Spec spec();

    /** Adds its rules. */
    default void rules(Rules rules) {}

    /** Its filters. */
    default List<Filter> filters() {
        return List.of();
    }

    /** The features that the relay's domain announces because of it (XEP-0030 §3.1). */
    default List<String> features() {
        return List.of();
    }

    /** What a node of the relay's domain is, null where the node is none of this feature's. */
    default Disco.@Nullable InfoQuery info(Jid asker, String node) {
        return null;
    }

    /** What belongs to a node of the relay's domain, null where the node is none of this feature's. */
    default Disco.@Nullable ItemsQuery items(Jid asker, String node) {
        return null;
    }

    /** What belongs to the relay's domain itself because of it. */
    default List<Disco.Item> items(Jid asker) {
        return List.of();
    }
}
