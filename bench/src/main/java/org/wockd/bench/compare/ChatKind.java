package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Result;

/**
 * Pairs that write to each other as fast as a window allows.
 *
 * @param window messages that each of them keeps under way; 0 for as many as the plan says
 * @param archive whether messages are kept after they were delivered
 * @param managed whether clients count stanzas, and take for done what was acknowledged, too (XEP-0198)
 */
record ChatKind(String name, String title, int window, boolean archive, boolean managed, List<Bar> bars)
        implements Kind {

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit() || (!archive && !managed);
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        trial.serve(archive, result, (server, dialer) -> {
            trial.register(dialer, trial.plan().clients());
            List<Session> sessions = trial.online(dialer, trial.plan().clients(), managed);
            trial.chat(server, sessions, window == 0 ? trial.plan().window() : window, 0, managed, result);
            trial.offline(dialer, sessions);
        });
    }

    @Override
    public String words(Figures.Run one) {
        return one.text("pairs")
                + " pairs of clients under TLS write to each other at their bare addresses, texts of some "
                + one.text("size") + " characters, each client with " + one.text("window")
                + (window == 1 ? " message" : " messages") + " under way, as fast as the server lets them; "
                + one.rounded("seconds")
                + " s are measured after " + one.text("warm-up-seconds") + " s of warm-up. "
                + (managed
                        ? "Clients count (XEP-0198), those of all servers alike, and a message is done when it has arrived"
                                + " *and* was acknowledged to its sender: by wockd that is when it is on the disk, which no"
                                + " other waits for."
                        : "Clients do not count, for forwarders cannot.")
                + (window == 1
                        ? " Each message is a record of TLS of its own, as those that people write are."
                        : " Who gets several messages with one record of TLS answers them with one, so records are shared.")
                + (archive
                        ? " prosody keeps its archive in its internal storage (files), ejabberd in Mnesia: their defaults."
                                + " Both can be told to use an SQL database; that was not measured."
                        : "");
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("CPU µs a message", "cpu-us-per-message", 1),
                Column.more("messages a second", "messages-per-second"),
                Column.told("octets written a message", "written-bytes-per-message", 1));
    }
}
