package org.wockd.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Result;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;

/**
 * A client that looks at one and the same page of its archive (XEP-0313) again and again.
 *
 * @param query the iq that asks for it
 * @param page how many messages are on it at most
 */
public record PageRun(Node query, int page, Phases phases) {
    private static final byte[] MARK = Archives.NAMESPACE.getBytes(US_ASCII);

    /**
     * Lets it look, one time after the other, and adds the figures to {@code result}. An error ends it early; a page that
     * holds nothing, or not what it held before, is one.
     *
     * @param pids the server's processes
     */
    public void measure(Session session, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        Turns pages = new Turns();
        LongAdder results = new LongAdder();
        Parties reader = Parties.of(List.of(session), client -> {
            client.listener(counting(client, results, errors));
            return new Asker(client, asking(pages), errors);
        });
        reader.begin(1);
        phases.measure(List.of(pages.tally("page"), Tally.of("result", results)), pids, errors, result);
        reader.stop(phases.patience());
        if (errors.total() == 0 && !fits(results.sum(), pages.count())) {
            errors.add(
                    Errors.Kind.INCOMPLETE,
                    results.sum() + " messages came in " + pages.count() + " pages of " + page + ", asked by " + query);
        }
    }

    /** Whether each page held as much as each other, and no more than it may; an archive may be smaller than a page. */
    private boolean fits(long results, long pages) {
        return results > 0 && results <= pages * page && results % pages == 0;
    }

    private Questions asking(Turns pages) {
        return new Questions() {
            @Override
            public Node next() {
                return query;
            }

            @Override
            public void answered(Node answer, long asked) {
                pages.done(asked);
            }
        };
    }

    private static Session.Listener counting(Session session, LongAdder results, Errors errors) {
        return new Session.Listener() {
            @Override
            public void message(Frame message) {
                if (Letter.contains(message, MARK)) {
                    results.increment();
                }
            }

            @Override
            public void lost(@Nullable String why) {
                errors.add(Errors.Kind.CONNECTION_LOST, session.jid() + ": " + why);
            }
        };
    }
}
