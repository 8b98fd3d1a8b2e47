package org.wockd.torrent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.wockd.torrent.engine.EngineException.Code;

/** Puts libtorrent's native library where the binding finds it; the binding does not look into its own jar. */
final class NativeLibrary {

    private static final String PROPERTY = "libtorrent4j.jni.path";
    private static final String FILE = "libtorrent4j.so";

    private NativeLibrary() {}

    /** Writes the library into {@code folder} and names it to the binding; call it before any class of the binding. */
    static void provide(Path folder) throws EngineException {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        if (!"Linux".equals(os) || !"amd64".equals(arch)) {
            throw new EngineException(
                    Code.NO_NATIVE_LIBRARY,
                    "There is no libtorrent for " + os + " on " + arch + "; run this process on Linux on x86-64.");
        }
        Path target = folder.resolve(FILE);
        try (InputStream in = NativeLibrary.class.getResourceAsStream("/lib/x86_64/" + FILE)) {
            if (in == null) {
                throw new EngineException(
                        Code.NO_NATIVE_LIBRARY,
                        "libtorrent4j-linux is missing from the class path; install wockd anew.");
            }
            Files.createDirectories(folder);
            // Replaced by a move, so that a library that another JVM has mapped is not written into.
            Path fresh = Files.createTempFile(folder, FILE, ".new");
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new EngineException(
                    Code.NO_NATIVE_LIBRARY,
                    "libtorrent's library cannot be written to " + folder + ": " + e.getMessage()
                            + ". Make the folder writable and check that there are 20 MB of space.",
                    e);
        }
        System.setProperty(PROPERTY, target.toAbsolutePath().toString());
    }
}
