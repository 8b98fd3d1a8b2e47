package org.wockd.bench.compare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Partners;
import org.wockd.bench.client.Session;
import org.wockd.bench.client.Target;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.server.Server;
import org.wockd.bench.server.Setting;
import org.wockd.bench.server.TlsFiles;

/**
 * One run of one kind with one contender: what a kind starts, and whom it brings online.
 *
 * @param contender what is measured
 * @param plan how much
 * @param folder of this run alone, empty
 * @param keys for servers that do not make their own
 * @param errors what goes wrong, which ends the comparison
 */
public record Trial(Contender contender, Plan plan, Path folder, TlsFiles keys, Errors errors) {
    private static final int AT_ONCE = 32;
    private static final int ADDRESSES = 64;

    /** Starts the contender in the folder of this run. */
    public Server start(boolean archive) throws IOException, InterruptedException {
        return start(folder, archive);
    }

    /** Starts the contender in another folder, which is made where it is not there. */
    public Server start(Path in, boolean archive) throws IOException, InterruptedException {
        return contender.start(new Setting(plan.home(), Files.createDirectories(in), keys, archive));
    }

    /** Connects clients to it. */
    public Dialer dialer(InetSocketAddress address) {
        Target.Security security = contender.isLimit() ? Target.Security.TLS : Target.Security.STARTTLS;
        return new Dialer(
                new Target(address, "localhost", security, Target.Mechanism.SCRAM_SHA_256, Plan.PATIENCE),
                1,
                ADDRESSES);
    }

    /** Clients, some at once. */
    public Crowd crowd(Dialer dialer) {
        return new Crowd(dialer, errors, AT_ONCE);
    }

    /** Makes accounts, and brings their clients online; partners of each other where there are no accounts. */
    public List<Session> online(Dialer dialer, int count, boolean managed) throws InterruptedException {
        Crowd crowd = crowd(dialer);
        if (!contender.isLimit()) {
            crowd.register(0, count);
            return crowd.comesOnline(0, count, managed, crowd::bystander);
        }
        try {
            return new Partners(dialer).meet(count, crowd.bystander(0));
        } catch (LoginException e) {
            errors.add(Errors.Kind.NOT_LOGGED_IN, String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    /** Clients go, in order. */
    public void offline(Dialer dialer, List<Session> sessions) throws InterruptedException {
        if (contender.isLimit()) {
            Partners.part(sessions);
        } else {
            crowd(dialer).leaves(sessions);
        }
    }

    /** A server that complains was not measured in order. */
    public void checkComplaints(Server server) {
        if (server.complained() > 0) {
            errors.add(Errors.Kind.REFUSED, contender + " has logged: " + server.complaints());
        }
    }
}
