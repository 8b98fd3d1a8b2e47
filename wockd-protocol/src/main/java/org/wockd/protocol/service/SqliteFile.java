package org.wockd.protocol.service;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The file of an SQLite database, made private before SQLite sees it; its log files inherit the mode. */
final class SqliteFile {

    static final String PREFIX = "jdbc:sqlite:";

    private SqliteFile() {}

    static void prepare(String jdbcUrl) {
        String name = jdbcUrl.substring(PREFIX.length()).replaceFirst("\\?.*$", "");
        if (name.isEmpty() || name.startsWith(":memory:") || name.startsWith("file:")) {
            return;
        }
        Path file = pathOf(name);
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                PrivateFiles.createFolder(folder);
            }
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw cannot(file, "something else than a file has that name", e);
            }
        } catch (IOException e) {
            throw cannot(file, PrivateFiles.reason(e), e);
        }
        if (!Files.isWritable(file) || !Files.isReadable(file)) {
            throw cannot(file, "its mode does not let this user read and write it", null);
        }
    }

    private static Path pathOf(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new StartException(
                    ExitCode.CONFIGURATION, "The store's address \"" + PREFIX + name + "\" holds no valid path.", e);
        }
    }

    private static StartException cannot(Path file, String why, @Nullable Exception cause) {
        return new StartException(
                ExitCode.FILE,
                "The store " + file + " cannot be made or written: " + why
                        + ".\nGive the service's user write access to the folder, or name another place in the configuration.",
                cause);
    }
}
