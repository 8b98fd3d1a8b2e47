package org.wockd.torrent.testing;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Torrents and their data, made in plain Java; the same seed makes the same bytes. */
public final class TestTorrent {

    private TestTorrent() {}

    /** Writes {@code bytes} pseudo-random bytes to {@code file}. */
    public static void data(Path file, long bytes, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] block = new byte[64 * 1024];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long left = bytes; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
    }

    /** A v1 .torrent of one existing file. */
    public static byte[] of(Path file, int pieceBytes) throws IOException {
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] piece = in.readNBytes(pieceBytes); piece.length > 0; piece = in.readNBytes(pieceBytes)) {
                pieces.writeBytes(digest("SHA-1").digest(piece));
            }
        }
        return v1(file.getFileName().toString(), Files.size(file), pieceBytes, pieces.toByteArray());
    }

    /** A v1 .torrent of one file with these piece hashes, sound or not. */
    public static byte[] v1(String name, long length, int pieceBytes, byte[] pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(
                out,
                "d4:infod6:lengthi" + length + "e4:name" + string(name) + "12:piece lengthi" + pieceBytes + "e6:pieces"
                        + pieces.length + ":");
        out.writeBytes(pieces);
        put(out, "ee");
        return out.toByteArray();
    }

    /** A v1 .torrent of several files of one byte each; a path is given by its components. */
    public static byte[] files(String name, List<List<String>> paths) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, "d4:infod5:filesl");
        for (List<String> path : paths) {
            put(out, "d6:lengthi1e4:pathl");
            path.forEach(part -> put(out, string(part)));
            put(out, "ee");
        }
        put(out, "e4:name" + string(name) + "12:piece lengthi16384e6:pieces20:");
        out.writeBytes(new byte[20]);
        put(out, "ee");
        return out.toByteArray();
    }

    /** A string in bencoding. */
    public static String string(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + ":" + text;
    }

    private static void put(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The SHA-256 of a file in hex. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = digest("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[64 * 1024];
            for (int n = in.read(block); n > 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
