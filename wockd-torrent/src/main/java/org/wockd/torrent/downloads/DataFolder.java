package org.wockd.torrent.downloads;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.downloads.DownloadException.Code;

/**
 * The folder that a process has to itself: its downloads, its ledger and the native library.
 *
 * <p>libtorrent takes no lock of its own, and two sessions on one folder would overwrite each other's data without a word.
 * The lock ends with the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {

    private final Path root;
    private final FileChannel channel;

    private DataFolder(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Makes the folder if it is not there, and locks it.
     *
     * @throws DownloadException FOLDER_IN_USE if another process has it, FOLDER if it cannot be made or written
     */
    public static DataFolder open(Path root) {
        Path file = root.resolve("wockd-torrent.lock");
        FileChannel channel = null;
        try {
            Files.createDirectories(root.resolve("downloads"));
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) != null) {
                return new DataFolder(root, channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new DownloadException(
                    Code.FOLDER,
                    "The data folder " + root + " cannot be used: " + e
                            + ". Make it writable for the user wockd runs as, or set another one.",
                    e);
        }
        throw new DownloadException(
                Code.FOLDER_IN_USE,
                "Another process uses the data folder " + root + " (it holds the lock on " + file
                        + "). Stop that process, or set another folder.");
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Where data goes, one folder for each owner. */
    public Path downloads() {
        return root.resolve("downloads");
    }

    /** The file of the ledger. */
    public Path ledger() {
        return root.resolve("torrents.db");
    }

    /** Where the native library is put. */
    public Path natives() {
        return root.resolve("native");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new DownloadException(Code.FOLDER, "The lock on " + root + " could not be let go: " + e, e);
        }
    }
}
