package org.wockd.bench.command;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Target;
import picocli.CommandLine.Option;

/** Which server is under load, and how clients come to it. */
final class ServerOptions {
    @Option(
            names = "--server",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Where the server listens for clients.")
    private String server = "";

    @Option(names = "--domain", defaultValue = "localhost", description = "The accounts' domain: ${DEFAULT-VALUE}.")
    private String domain = "";

    @Option(names = "--security", defaultValue = "STARTTLS", description = "${COMPLETION-CANDIDATES}.")
    private Target.Security security = Target.Security.STARTTLS;

    @Option(names = "--mechanism", defaultValue = "SCRAM_SHA_1", description = "${COMPLETION-CANDIDATES}.")
    private Target.Mechanism mechanism = Target.Mechanism.SCRAM_SHA_1;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "A process of the server, whose figures are told with those of its children.")
    private List<Long> pids = new ArrayList<>();

    @Option(names = "--patience", defaultValue = "60", description = "Seconds that any answer may take.")
    private int patience;

    @Option(names = "--threads", defaultValue = "1", description = "Event loops of the generator.")
    private int threads;

    @Option(names = "--addresses", defaultValue = "64", description = "How many 127.0.0.x the clients come from.")
    private int addresses;

    @Option(names = "--at-once", defaultValue = "50", description = "How many clients come in at the same time.")
    private int atOnce;

    List<Long> pids() {
        return pids;
    }

    int atOnce() {
        return atOnce;
    }

    Duration patience() {
        return Duration.ofSeconds(patience);
    }

    Dialer dialer() {
        int colon = server.lastIndexOf(':');
        var address = new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
        return new Dialer(new Target(address, domain, security, mechanism, patience()), threads, addresses);
    }
}
