package org.wockd.core.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.wockd.core.crash.Ledger.Letter;

/** Reads the archive of an account, page by page (XEP-0313). */
final class Archives {
    private static final int PAGE = 200;

    private Archives() {}

    static List<Letter> of(String name, CoreProcess.Up up) throws IOException {
        List<Letter> all = new ArrayList<>();
        try (Line line = Line.connect(up.port())) {
            line.login(name, name + name);
            line.bind("archive");
            String after = "";
            boolean complete = false;
            while (!complete) {
                line.say("<iq type='set' id='page'><query xmlns='urn:xmpp:mam:2'>"
                        + "<set xmlns='http://jabber.org/protocol/rsm'><max>" + PAGE + "</max>" + after
                        + "</set></query></iq>");
                String element = line.next("");
                while (element.startsWith("<message")) {
                    Letter letter = Letter.in(element);
                    if (letter != null) {
                        all.add(letter);
                    }
                    int result = element.indexOf("<result ");
                    after = "<after>" + Line.attribute(element.substring(result), "id") + "</after>";
                    element = line.next("");
                }
                if (!element.contains("<fin ")) {
                    throw new IOException("no page but " + element);
                }
                complete = "true".equals(Line.attribute(element, "complete"));
            }
        }
        return all;
    }
}
