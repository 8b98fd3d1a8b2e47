package org.wockd.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xep.ResultSet;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;

/**
 * A client that looks at its archive as people do: the latest page, then some before it, then the latest again. It asks for
 * one page at a time, so what comes before an answer belongs to it.
 */
final class ArchiveReader implements Questions {
    private static final byte[] MARK = ("'" + Archives.NAMESPACE + "'").getBytes(US_ASCII);
    private static final byte[] MARK_QUOTED = ("\"" + Archives.NAMESPACE + "\"").getBytes(US_ASCII);

    private final int page;
    private final int back;
    private final Turns pages;
    private final LongAdder results;
    private final Errors errors;
    private int turned;
    private int came;
    private ResultSet.Place next = new ResultSet.Place.End();

    /**
     * @param page how many messages it asks for
     * @param back how many pages it turns back from the latest
     * @param pages counts pages
     * @param results counts the messages in them
     */
    ArchiveReader(Session session, int page, int back, Turns pages, LongAdder results, Errors errors) {
        this.page = page;
        this.back = back;
        this.pages = pages;
        this.results = results;
        this.errors = errors;
        session.listener(new Session.Listener() {
            @Override
            public void message(Frame message) {
                if (Letter.contains(message, MARK) || Letter.contains(message, MARK_QUOTED)) {
                    came++;
                }
            }

            @Override
            public void lost(@Nullable String why) {
                errors.add(Errors.Kind.CONNECTION_LOST, session.jid() + ": " + why);
            }
        });
    }

    @Override
    public Node next() {
        came = 0;
        return Archives.query(new ResultSet.Request(OptionalInt.of(page), next));
    }

    @Override
    public void answered(Node result, long asked) {
        try {
            Archives.End end = Archives.End.in(result);
            pages.done(asked);
            results.add(came);
            String first = end.first();
            // A server may give less than it was asked for (XEP-0059 §2.1), but not nothing while there is more.
            if (came > page || (came == 0) != (first == null) || (came == 0 && !end.complete())) {
                errors.add(Errors.Kind.INCOMPLETE, came + " messages came of a page of " + page + ": " + result);
            }
            boolean goesOn = first != null && !end.complete() && turned < back;
            turned = goesOn ? turned + 1 : 0;
            next = goesOn && first != null ? new ResultSet.Place.Before(first) : new ResultSet.Place.End();
        } catch (PayloadException e) {
            errors.add(Errors.Kind.REFUSED, String.valueOf(e.getMessage()));
        }
    }
}
