package org.wockd.core.feature;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/**
 * Something the core can do, in one file that can be deleted: it names its specification and brings its parts along as
 * data. Nothing else in the core knows it by name, but the list in {@link org.wockd.core.xep.Features}.
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

    /** What a host says that it is because of it, beside being a server (XEP-0030 §3.1). */
    default List<Disco.Identity> hostIdentities() {
        return List.of();
    }

    /** What belongs to a host because of it (XEP-0030 §4.1); asked anew each time, and must not block. */
    default List<Disco.Item> hostItems() {
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

    /** What an account says that it is because of it, beside being an account (XEP-0030 §3.1). */
    default List<Disco.Identity> accountIdentities() {
        return List.of();
    }

    /** What belongs to an account because of it, as far as the asker may know (XEP-0030 §4.1); may block. */
    default List<Disco.Item> accountItems(Jid account, Jid asker) {
        return List.of();
    }

    /**
     * What a node of an account is, to whoever asks (XEP-0030 §3.2); may block.
     *
     * @return null where the node is none of this feature's, or the asker may not know of it
     */
    default Disco.@Nullable InfoQuery accountNodeInfo(Jid account, Jid asker, String node) {
        return null;
    }

    /**
     * What belongs to a node of an account, to whoever asks (XEP-0030 §4.2); may block.
     *
     * @return null where the node is none of this feature's, or the asker may not know of it
     */
    default Disco.@Nullable ItemsQuery accountNodeItems(Jid account, Jid asker, String node) {
        return null;
    }

    /** The commands that a host offers because of it (XEP-0050). */
    default List<AdhocCommand> commands() {
        return List.of();
    }

    /**
     * What a node of a host or of the asker's own account is (XEP-0030 §3.2); must not block.
     *
     * @return null where the node is none of this feature's
     */
    default Disco.@Nullable InfoQuery nodeInfo(Jid asker, String node) {
        return null;
    }

    /**
     * What belongs to a node of a host or of the asker's own account (XEP-0030 §4.2); must not block.
     *
     * @param entity the host or the account
     * @return null where the node is none of this feature's
     */
    default Disco.@Nullable ItemsQuery nodeItems(Jid entity, Jid asker, String node) {
        return null;
    }

    /** What a client's stream offers, once it is authenticated, because of it (RFC 6120 §4.3.2). */
    default List<Node> streamFeatures() {
        return List.of();
    }

    /** The client of a session is back on another stream. May block. */
    default void resumed(Session session) {}

    /**
     * A session is over, after the last of its stanzas; it is not bound any more. May block: runs on a virtual
     * thread, in the stream's place where there still was one.
     */
    default void ended(Session session) {}
}
