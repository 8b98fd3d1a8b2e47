package org.wockd.bench.command;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;

/**
 * What a command has when it puts load on a server.
 *
 * @param crowd the clients
 * @param first the first client's number
 * @param pids the server's processes
 * @param errors what goes wrong
 * @param result what is found
 */
record Stage(Dialer dialer, Crowd crowd, int first, List<Long> pids, Errors errors, Result result) {

    /** What is done with clients that are online. */
    interface Act {
        void with(List<Session> sessions) throws IOException, InterruptedException;
    }

    /** Brings clients online, does something with them where all were let in, and has them leave. */
    void online(int count, boolean managed, Act act) throws IOException, InterruptedException {
        List<Session> sessions = crowd.comesOnline(first, count, managed, crowd::bystander);
        if (errors.total() == 0) {
            act.with(sessions);
        }
        crowd.leaves(sessions);
    }
}
