package org.wockd.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Partners;
import org.wockd.bench.client.Session;
import org.wockd.bench.client.Target;
import org.wockd.bench.load.ChatRun;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Boot;
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
record Trial(Contender contender, Plan plan, Path folder, TlsFiles keys, Errors errors) {
    private static final int AT_ONCE = 32;
    private static final int ADDRESSES = 64;

    /** What is done with a server that runs. */
    interface Act {
        void with(Server server, Dialer dialer) throws IOException, InterruptedException;
    }

    /** Starts the contender in the folder of this run, does something with it, and stops it. */
    void serve(boolean archive, Result result, Act act) throws IOException, InterruptedException {
        serve(folder, archive, Boot.USUAL, result, act);
    }

    /** The same with another way to start, and an archive. */
    void serve(Boot boot, Result result, Act act) throws IOException, InterruptedException {
        serve(folder, true, boot, result, act);
    }

    /** The same in another folder, which is made where it is not there. */
    void serve(Path in, boolean archive, Result result, Act act) throws IOException, InterruptedException {
        serve(in, archive, Boot.USUAL, result, act);
    }

    private void serve(Path in, boolean archive, Boot boot, Result result, Act act)
            throws IOException, InterruptedException {
        Setting setting = new Setting(plan.home(), Files.createDirectories(in), keys, archive);
        try (Server server = contender.start(setting, boot);
                Dialer dialer = new Dialer(target(server), 1, ADDRESSES)) {
            act.with(server, dialer);
            result.with("tls", dialer.tls());
            if (server.complained() > 0) {
                // A server that complains was not measured in order.
                errors.add(Errors.Kind.REFUSED, contender + " has logged: " + server.complaints());
            }
        }
    }

    private Target target(Server server) throws IOException {
        Target.Security security = contender.isLimit() ? Target.Security.TLS : Target.Security.STARTTLS;
        return new Target(
                server.clients(),
                "localhost",
                security,
                Target.Mechanism.SCRAM_SHA_256,
                plan.phases().patience());
    }

    /** Clients, so many coming in at once. */
    Crowd crowd(Dialer dialer, int atOnce) {
        return new Crowd(dialer, errors, atOnce);
    }

    /** Makes accounts; nothing where there are none. */
    void register(Dialer dialer, int count) throws InterruptedException {
        if (!contender.isLimit()) {
            crowd(dialer, AT_ONCE).register(0, count);
        }
    }

    /** Brings clients online that have accounts; partners of each other where there are none. */
    List<Session> online(Dialer dialer, int count, boolean managed) throws InterruptedException {
        Crowd crowd = crowd(dialer, AT_ONCE);
        if (!contender.isLimit()) {
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
    void offline(Dialer dialer, List<Session> sessions) throws InterruptedException {
        if (contender.isLimit()) {
            Partners.part(sessions);
        } else {
            crowd(dialer, AT_ONCE).leaves(sessions);
        }
    }

    /**
     * Lets clients that are online write to each other; does nothing once something has gone wrong.
     *
     * @param window messages that each keeps under way
     * @param rate messages a second of all together; 0 for as fast as the window allows
     */
    void chat(Server server, List<Session> sessions, int window, double rate, boolean managed, Result result)
            throws IOException, InterruptedException {
        if (errors.total() > 0) {
            return;
        }
        new ChatRun(
                        window,
                        rate,
                        Plan.SIZE,
                        managed,
                        plan.phases().warmUp(),
                        plan.phases().time(),
                        plan.phases().patience())
                .measure(sessions, List.of(server.pid()), errors, result);
        result.with("warm-up-seconds", plan.warmUpSeconds());
    }
}
