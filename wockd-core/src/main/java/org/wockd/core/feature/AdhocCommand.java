package org.wockd.core.feature;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xml.Node;

/** Something that a host does for who may ask for it, with at most one form (XEP-0050). */
public interface AdhocCommand {

    /** The name of its node, unique among the commands of a host. */
    String node();

    /** What people call it. */
    String title();

    /** Whether somebody may use it; who may not does not see it. Must not block. */
    boolean allows(Jid user);

    /** What it asks before it runs; null where it asks nothing. May block. */
    @Nullable
    DataForm form();

    /**
     * Runs; may block.
     *
     * @param user who asks, a full JID
     * @param host the one that is asked
     * @param answer to the form, each value checked by its type; empty where there is none
     * @throws StanzaErrorException what is told with a note in the end
     */
    Outcome run(Jid user, String host, DataForm answer);

    /**
     * What became of it; a note or a report at least.
     *
     * @param note a text for people
     * @param report what it found
     * @param content further elements of the report
     */
    record Outcome(@Nullable String note, @Nullable DataForm report, List<Node> content) {
        public Outcome {
            content = List.copyOf(content);
        }

        /** It is done. */
        public static Outcome done(String note) {
            return new Outcome(note, null, List.of());
        }

        /** It found something. */
        public static Outcome found(DataForm report) {
            return new Outcome(null, report, List.of());
        }

        /** The same with an element in the report that is no field. */
        public Outcome with(Node element) {
            return new Outcome(note, report, List.of(element));
        }
    }
}
