package org.wockd.core.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import javax.xml.stream.XMLStreamException;
import org.wockd.core.CoreConfig;
import org.wockd.core.transfer.Export;
import org.wockd.core.transfer.Import;
import org.wockd.protocol.service.ConfigOption;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.PrivateFiles;
import org.wockd.protocol.service.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wockd accounts}: moves accounts from and to other servers (XEP-0227). */
@Command(
        name = "accounts",
        description = "Moves accounts from and to other servers (XEP-0227).",
        mixinStandardHelpOptions = true)
final class TransferCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "export",
            description = "Writes all accounts to a new file, which holds what is enough to pose as each of them.",
            mixinStandardHelpOptions = true)
    int export(@Mixin ConfigOption config, @Parameters(paramLabel = "FILE") Path file) {
        CoreConfig configuration = config.load(CoreConfig.class);
        return StoreAccess.use(configuration, store -> {
            try (OutputStream out = newFile(file)) {
                long users = new Export(store.stores(), out).write(configuration.hosts());
                out().println(users + " accounts were written to " + file + ". Keep it to yourself.");
            } catch (FileAlreadyExistsException e) {
                throw new StartException(ExitCode.FILE, file + " exists already. Name a new file.");
            } catch (IOException e) {
                throw new StartException(ExitCode.FILE, file + " cannot be written: " + PrivateFiles.reason(e));
            }
        });
    }

    @Command(
            name = "import",
            description = "Makes the accounts of a file that another server has written; those that are here already"
                    + " are left as they are.",
            mixinStandardHelpOptions = true)
    int read(@Mixin ConfigOption config, @Parameters(paramLabel = "FILE") Path file) {
        CoreConfig configuration = config.load(CoreConfig.class);
        return StoreAccess.use(configuration, store -> {
            Import in = new Import(
                    store.stores(),
                    store.operations().names(),
                    configuration.login().iterations(),
                    InstantSource.system(),
                    problem -> spec.commandLine().getErr().println(problem));
            try {
                out().println(in.read(file) + " accounts were made.");
            } catch (IOException e) {
                throw new StartException(ExitCode.FILE, file + " cannot be read: " + PrivateFiles.reason(e));
            } catch (XMLStreamException e) {
                throw new StartException(
                        ExitCode.FILE,
                        file + " is not such a file, or damaged: " + e.getMessage()
                                + "\nThe accounts before that place were made; run it again with a whole file.");
            }
        });
    }

    private static OutputStream newFile(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
