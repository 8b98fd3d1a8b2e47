package org.wockd.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.wockd.bench.forward.Forwarder;

/** A forwarder in a process of its own, on the Java and with the options for memory that the core has. */
public final class Forwarding {
    private static final Pattern COMPLAINT = Pattern.compile("LEAK:| WARN | ERROR |Exception");

    private Forwarding() {}

    /** Starts one; returns when it listens. */
    public static Server start(Forwarder.Unit unit, Setting setting) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(CoreMemory.OPTIONS);
        command.addAll(List.of(
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.wockd.bench.command.Bench",
                "forward",
                "--unit=" + unit,
                "--certificate=" + setting.keys().certificate(),
                "--key=" + setting.keys().key()));
        ProcessBuilder builder = new ProcessBuilder(command);
        ServerProcess process =
                new ServerProcess(builder, setting.folder().resolve("forwarder.log"), "forwards ", COMPLAINT);
        String said = process.ready();
        int port = Integer.parseInt(said.substring(said.lastIndexOf(' ') + 1));
        return new Listening(process, FreePorts.loopback(port), FreePorts.loopback(port));
    }
}
