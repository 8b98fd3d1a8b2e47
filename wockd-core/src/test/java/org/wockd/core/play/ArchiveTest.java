package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive (XEP-0313) as clients see it that ask at once. */
class ArchiveTest {

    @TempDir
    Path data;

    /** What is stored in a moment is there for who asks before that. */
    @Test
    void whatBobHasGotIsInHisArchiveWhenHeAsks() throws IOException {
        try (Stage stage = Stage.open(data, Map.of());
                Wire alice = stage.client("alice", "desk");
                Wire bob = stage.client("bob", "phone")) {
            bob.say("<presence/>").fence();
            // A stanza that comes alone is stored at once; those behind it wait a little for each other.
            for (int i = 1; i <= 50; i++) {
                alice.say("<message type='chat' to='bob@localhost'><body>letter " + i + "</body></message>");
                bob.hear("<body>letter " + i + "</body>");

                bob.say("<iq type='set' id='a" + i + "'><query xmlns='urn:xmpp:mam:2'>"
                        + "<set xmlns='http://jabber.org/protocol/rsm'><max>1</max><before/></set></query></iq>");

                assertThat(bob.hear("<fin")).contains("<body>letter " + i + "</body>");
                bob.hear("</iq>");
            }
        }
    }
}
