package org.wockd.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Result;

/**
 * One measured chat.
 *
 * @param window messages that each client keeps under way, where there is no rate
 * @param rate messages a second of all clients together; 0 for as fast as the window allows
 * @param size characters of a text
 * @param managed whether the clients count, and a message is done when it was acknowledged, too
 * @param warmUp how long it is not measured
 * @param time how long it is measured
 * @param patience how long the last messages may take
 */
public record ChatRun(
        int window, double rate, int size, boolean managed, Duration warmUp, Duration time, Duration patience) {

    /**
     * Lets clients that are online write to each other, and adds the figures to {@code result}. An error ends it early.
     *
     * @param pids the server's processes
     */
    public void measure(List<Session> sessions, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        Messages messages = new Messages(size, errors);
        Chat chat = Chat.between(sessions, managed, messages);
        result.with("pairs", sessions.size() / 2).with("size", size).with("managed", managed ? "yes" : "no");
        if (rate > 0) {
            chat.fixedRate(rate);
            result.with("rate", rate);
        } else {
            chat.closedLoop(window);
            result.with("window", window);
        }
        new Phases(warmUp, time, patience)
                .measure(List.of(messages.tally("message", "delivery", managed)), pids, errors, result);
        chat.stop(patience);
    }
}
