package org.wockd.core.relay;

import io.netty.util.Timeout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.wockd.protocol.relay.LinkReader;
import org.wockd.protocol.xep.StreamManagement;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.NodeWriter;

/** How far the stream of a relay is. */
sealed interface RelayStage {
    record Opening() implements RelayStage {}

    record Handshaking(CoreRelay relay, String id, LinkReader reader, RelayName instance) implements RelayStage {}

    /** It was offered stream management, and says what it wants before it is sent anything. */
    record Choosing(CoreRelay relay, LinkReader reader, RelayName instance, Timeout patience) implements RelayStage {
        /** How long it may take; who knows nothing of features waits for stanzas. */
        static final Duration PATIENCE = Duration.ofSeconds(10);

        static final byte[] FEATURES = ("<stream:features>"
                        + NodeWriter.toString(StreamManagement.feature(), Namespaces.COMPONENT)
                        + "</stream:features>")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** It is looked for where it goes on. */
    record Resuming(CoreRelay relay, LinkReader reader, RelayName instance) implements RelayStage {}

    record Attached(CoreRelay relay, LinkReader reader, RelayInflow inflow) implements RelayStage {}

    record Over() implements RelayStage {}
}
