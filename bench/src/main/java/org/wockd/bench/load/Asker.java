package org.wockd.bench.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.protocol.xml.Node;

/** A client that asks questions, each of which must be answered with a result. */
final class Asker implements Party {
    private final Session session;
    private final Questions questions;
    private final Errors errors;
    private int window;
    private int underWay;
    private CompletableFuture<Void> settled = new CompletableFuture<>();

    Asker(Session session, Questions questions, Errors errors) {
        this.session = session;
        this.questions = questions;
        this.errors = errors;
    }

    @Override
    public EventLoop loop() {
        return session.loop();
    }

    @Override
    public void keepsUnderWay(int most) {
        window = most;
        fill();
    }

    private void fill() {
        while (underWay < window) {
            underWay++;
            long asked = System.nanoTime();
            var _ = session.ask(questions.next()).whenComplete((answer, lost) -> heard(answer, lost, asked));
        }
        if (underWay == 0) {
            settled.complete(null);
        }
    }

    private void heard(@Nullable Node answer, @Nullable Throwable lost, long asked) {
        underWay--;
        if (answer == null) {
            // Nothing that is asked now would be answered.
            window = 0;
            errors.add(Errors.Kind.CONNECTION_LOST, session.jid() + ": " + lost);
        } else if (!"result".equals(answer.attribute("type"))) {
            errors.add(Errors.Kind.REFUSED, answer.toString());
        } else {
            questions.answered(answer, asked);
        }
        fill();
    }

    @Override
    public void settles(CompletableFuture<Void> when) {
        settled = when;
        window = 0;
        fill();
    }

    @Override
    public void countMissing() {
        if (underWay > 0) {
            errors.add(Errors.Kind.MESSAGE_LOST, underWay, "no answers to " + session.jid());
        }
    }
}
