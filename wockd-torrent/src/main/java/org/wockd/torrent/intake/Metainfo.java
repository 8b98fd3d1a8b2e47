package org.wockd.torrent.intake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A .torrent file that was read and found sound (BEP 3, BEP 12, BEP 19, BEP 47, BEP 52).
 *
 * @param infoHash the hash of its info dictionary, v1, v2 or both
 * @param name the suggested name of the file or folder
 * @param files the files without padding, in order; paths are relative and cannot climb out
 * @param totalBytes the sum of the files' sizes
 * @param pieceBytes the length of a piece
 * @param trackers announce URLs of a known scheme, without repetition
 * @param webSeeds http(s) URLs
 * @param isPrivate whether peers may come from the trackers only (BEP 27)
 * @param raw the whole .torrent file as it came
 */
public record Metainfo(
        InfoHash infoHash,
        String name,
        List<File> files,
        long totalBytes,
        int pieceBytes,
        List<String> trackers,
        List<String> webSeeds,
        boolean isPrivate,
        Bytes raw) {

    /**
     * A file in a torrent.
     *
     * @param path its components joined by {@code /}, the torrent's name first where there are several files
     * @param bytes its size
     */
    public record File(String path, long bytes) {}

    /** Reads a .torrent file within the default limits; see {@link #parse(byte[], IntakeLimits)}. */
    public static Metainfo parse(byte[] bytes) throws IntakeException {
        return parse(bytes, IntakeLimits.DEFAULT);
    }

    /**
     * Reads a .torrent file.
     *
     * @throws IntakeException TOO_LARGE, NOT_BENCODED, NOT_A_TORRENT or UNSAFE_PATH
     */
    public static Metainfo parse(byte[] bytes, IntakeLimits limits) throws IntakeException {
        return new MetainfoReader(bytes.clone(), limits).read();
    }

    /**
     * Makes a .torrent file of a bare info dictionary, such as peers send for a magnet link (BEP 9).
     *
     * @param trackers announce URLs, each a tier of its own
     * @param webSeeds http(s) URLs
     */
    public static byte[] wrap(byte[] info, List<String> trackers, List<String> webSeeds) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(info.length + 256);
        put(out, "d");
        if (!trackers.isEmpty()) {
            put(out, "13:announce-listl");
            trackers.forEach(url -> put(out, "l" + string(url) + "e"));
            put(out, "e");
        }
        put(out, "4:info");
        out.writeBytes(info);
        if (!webSeeds.isEmpty()) {
            put(out, "8:url-listl");
            webSeeds.forEach(url -> put(out, string(url)));
            put(out, "e");
        }
        put(out, "e");
        return out.toByteArray();
    }

    private static String string(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + ":" + text;
    }

    private static void put(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
