package org.wockd.bench.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.wockd.bench.forward.Forwarder;
import org.wockd.protocol.service.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wockd-bench forward}: the limit that a server is held against. */
@Command(
        name = "forward",
        description =
                "Hands what one client says under TLS to the one that connects next, until it is ended by a signal.",
        mixinStandardHelpOptions = true)
final class ForwardCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--unit", defaultValue = "OCTETS", description = "${COMPLETION-CANDIDATES}.")
    private Forwarder.Unit unit = Forwarder.Unit.OCTETS;

    @Option(names = "--certificate", required = true, paramLabel = "FILE", description = "In PEM.")
    private Path certificate = Path.of("");

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "In PEM (PKCS #8).")
    private Path key = Path.of("");

    @Override
    public Integer call() throws Exception {
        try (Forwarder forwarder = new Forwarder(unit, certificate, key)) {
            spec.commandLine()
                    .getOut()
                    .println("forwards " + unit + " at " + forwarder.address().getPort());
            spec.commandLine().getOut().flush();
            forwarder.awaitEnd();
        }
        return ExitCode.OK.number();
    }
}
