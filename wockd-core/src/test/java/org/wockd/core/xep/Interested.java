package org.wockd.core.xep;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Disco;

/** Clients that say what interests them, by a hash in their presence, and tell what is behind it when they are asked. */
final class Interested {
    private static final Pattern QUESTION =
            Pattern.compile("<iq type='get' id='([^']*)' from='([^']*)'.*" + Pattern.quote(Disco.INFO) + ".*");

    private Interested() {}

    /** What a client can do that is interested in these nodes. */
    static Disco.InfoQuery info(String... nodes) {
        return new Disco.InfoQuery(
                null,
                List.of(Disco.Identity.of("client", "pc", "Play")),
                Stream.of(nodes).map(node -> node + "+notify").toList(),
                List.of());
    }

    /** The hash of that. */
    static String caps(String... nodes) {
        return Caps.of("urn:example:play", info(nodes)).toNode().toString();
    }

    /** The client is available and interested. Returns what it is sent, without the question and what it has seen before. */
    static List<String> comes(Client client, String... nodes) {
        client.sees();
        client.sends("<presence>" + caps(nodes) + "</presence>");
        return answers(client, nodes);
    }

    /** The client answers what it is asked, if it is. Returns what else it is sent, but presences. */
    static List<String> answers(Client client, String... nodes) {
        List<String> seen = new ArrayList<>();
        for (String xml : client.sees()) {
            Matcher question = QUESTION.matcher(xml);
            if (question.matches()) {
                client.sends("<iq type='result' id='" + question.group(1) + "' to='" + question.group(2) + "'>"
                        + info(nodes).toNode() + "</iq>");
            } else {
                seen.add(xml);
            }
        }
        seen.addAll(client.sees());
        return seen.stream().filter(xml -> !xml.startsWith("<presence")).toList();
    }
}
