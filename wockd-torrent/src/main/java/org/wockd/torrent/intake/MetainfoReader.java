package org.wockd.torrent.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.intake.Bencode.Dict;
import org.wockd.torrent.intake.Bencode.Int;
import org.wockd.torrent.intake.Bencode.Lst;
import org.wockd.torrent.intake.Bencode.Str;
import org.wockd.torrent.intake.Bencode.Value;
import org.wockd.torrent.intake.IntakeException.Code;

/** Reads one .torrent file; made anew for each. */
final class MetainfoReader {

    private static final int MAX_URLS = 200;

    private final byte[] bytes;
    private final IntakeLimits limits;

    MetainfoReader(byte[] bytes, IntakeLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    /** The files of one version of the format, padding left out. */
    private record Layout(List<Metainfo.File> files, long bytes) {}

    Metainfo read() throws IntakeException {
        if (bytes.length > limits.torrentBytes()) {
            throw tooLarge("the file has " + bytes.length + " bytes; " + limits.torrentBytes() + " are allowed");
        }
        if (!(Bencode.decode(bytes) instanceof Dict top)) {
            throw wrong("it is no dictionary");
        }
        Dict info = top.get("info", Dict.class);
        if (info == null) {
            throw wrong("it has no \"info\" dictionary");
        }
        int pieceBytes = pieceBytes(info);
        String name = name(info, "name");
        boolean v2 = version2(info, pieceBytes);
        boolean v1 = info.values().containsKey("pieces");
        if (!v1 && !v2) {
            throw wrong("it has no piece hashes (\"pieces\", or \"meta version\" 2)");
        }
        Layout layout2 = v2 ? tree(info, name) : null;
        Layout layout1 = v1 ? list(info, name, pieceBytes) : null;
        Layout layout = layout1 != null ? layout1 : layout2;
        if (layout == null || layout.files().isEmpty()) {
            throw wrong("it has no files");
        }
        if (layout1 != null && layout2 != null && layout1.bytes() != layout2.bytes()) {
            throw wrong("its two lists of files (v1 and v2) differ");
        }
        if (layout.bytes() == 0) {
            throw wrong("all its files are empty");
        }
        if (v2) {
            pieceLayers(top);
        }
        Int isPrivate = info.get("private", Int.class);
        return new Metainfo(
                infoHash(info, v1, v2),
                name,
                List.copyOf(layout.files()),
                layout.bytes(),
                pieceBytes,
                trackers(top),
                webSeeds(top),
                isPrivate != null && isPrivate.value() == 1,
                Bytes.of(bytes));
    }

    private InfoHash infoHash(Dict info, boolean v1, boolean v2) {
        int length = info.end() - info.start();
        return new InfoHash(
                v1 ? Digests.hex("SHA-1", bytes, info.start(), length) : null,
                v2 ? Digests.hex("SHA-256", bytes, info.start(), length) : null);
    }

    private int pieceBytes(Dict info) throws IntakeException {
        Int value = info.get("piece length", Int.class);
        if (value == null || value.value() < 1) {
            throw wrong("it has no positive \"piece length\"");
        }
        if (value.value() > limits.pieceBytes()) {
            throw tooLarge("its pieces have " + value.value() + " bytes; " + limits.pieceBytes() + " are allowed");
        }
        return (int) value.value();
    }

    private boolean version2(Dict info, int pieceBytes) throws IntakeException {
        if (!info.values().containsKey("meta version")) {
            return false;
        }
        Int version = info.get("meta version", Int.class);
        if (version == null || version.value() != 2) {
            throw wrong("its \"meta version\" is not 2, the only one there is");
        }
        if (pieceBytes < 16_384 || Integer.bitCount(pieceBytes) != 1) {
            throw wrong("its \"piece length\" is no power of two from 16384 on, as version 2 wants");
        }
        return true;
    }

    /** The name that {@code key} gives; its UTF-8 twin wins, and both have to be safe. */
    private static String name(Dict dict, String key) throws IntakeException {
        Str plain = dict.get(key, Str.class);
        Str utf8 = dict.get(key + ".utf-8", Str.class);
        if (plain == null) {
            throw wrong("it has no \"" + key + "\"");
        }
        String name = SafePath.component(plain.text());
        return utf8 == null ? name : SafePath.component(utf8.text());
    }

    private Layout list(Dict info, String name, int pieceBytes) throws IntakeException {
        Lst list = info.get("files", Lst.class);
        boolean single = info.values().containsKey("length");
        if (single == (list != null)) {
            throw wrong("it should have either \"length\" or \"files\"");
        }
        List<Metainfo.File> files = new ArrayList<>();
        long padding = 0;
        long sum = 0;
        if (list == null) {
            sum = length(info);
            files.add(new Metainfo.File(name, sum));
        } else {
            count(list.values().size());
            for (Value value : list.values()) {
                if (!(value instanceof Dict file)) {
                    throw wrong("an entry of \"files\" is no dictionary");
                }
                long length = length(file);
                sum = add(sum, length);
                String path = path(file);
                if (isPadding(file)) {
                    padding += length;
                } else {
                    files.add(new Metainfo.File(name + "/" + path, length));
                }
            }
        }
        pieces(info, sum, pieceBytes);
        return new Layout(files, sum - padding);
    }

    private void pieces(Dict info, long total, int pieceBytes) throws IntakeException {
        Str pieces = info.get("pieces", Str.class);
        long wanted = Math.ceilDiv(total, pieceBytes);
        if (pieces == null || pieces.length() % 20 != 0 || pieces.length() / 20 != wanted) {
            throw wrong("the number of piece hashes does not fit the size of the files");
        }
        if (wanted > limits.pieces()) {
            throw tooLarge("it has " + wanted + " pieces; " + limits.pieces() + " are allowed");
        }
    }

    private static boolean isPadding(Dict file) {
        Str attributes = file.get("attr", Str.class);
        return attributes != null && attributes.text().indexOf('p') >= 0;
    }

    private static String path(Dict file) throws IntakeException {
        String plain = path(file, "path");
        if (plain.isEmpty()) {
            throw wrong("a file has no \"path\"");
        }
        path(file, "symlink path");
        String utf8 = path(file, "path.utf-8");
        return utf8.isEmpty() ? plain : utf8;
    }

    private static String path(Dict file, String key) throws IntakeException {
        Lst list = file.get(key, Lst.class);
        if (list == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        for (Value value : list.values()) {
            if (!(value instanceof Str part)) {
                throw wrong("a part of a file's path is no string");
            }
            parts.add(SafePath.component(part.text()));
        }
        return String.join("/", parts);
    }

    private Layout tree(Dict info, String name) throws IntakeException {
        Dict tree = info.get("file tree", Dict.class);
        if (tree == null) {
            throw wrong("version 2 wants a \"file tree\"");
        }
        List<Metainfo.File> files = new ArrayList<>();
        // The decoder bounds the depth of the tree, so that recursion is safe here.
        walk(tree, "", files);
        long sum = 0;
        long pieces = 0;
        int pieceBytes = pieceBytes(info);
        for (Metainfo.File file : files) {
            sum = add(sum, file.bytes());
            pieces += Math.ceilDiv(file.bytes(), pieceBytes);
        }
        if (pieces > limits.pieces()) {
            throw tooLarge("it has " + pieces + " pieces; " + limits.pieces() + " are allowed");
        }
        boolean single = files.size() == 1 && files.getFirst().path().equals(name);
        if (!single) {
            files.replaceAll(file -> new Metainfo.File(name + "/" + file.path(), file.bytes()));
        }
        return new Layout(files, sum);
    }

    private void walk(Dict folder, String prefix, List<Metainfo.File> files) throws IntakeException {
        for (Map.Entry<String, Value> entry : folder.values().entrySet()) {
            if (!(entry.getValue() instanceof Dict below)) {
                throw wrong("an entry of \"file tree\" is no dictionary");
            }
            byte[] key = entry.getKey().getBytes(StandardCharsets.ISO_8859_1);
            String path = prefix + SafePath.component(new String(key, StandardCharsets.UTF_8));
            Dict file = below.get("", Dict.class);
            if (file == null) {
                walk(below, path + "/", files);
                continue;
            }
            long length = length(file);
            Str root = file.get("pieces root", Str.class);
            if (below.values().size() != 1 || (length > 0 && (root == null || root.length() != 32))) {
                throw wrong("a file of \"file tree\" has no proper \"pieces root\"");
            }
            path(file, "symlink path");
            if (!isPadding(file)) {
                files.add(new Metainfo.File(path, length));
                count(files.size());
            }
        }
    }

    private static void pieceLayers(Dict top) throws IntakeException {
        Dict layers = top.get("piece layers", Dict.class);
        if (layers == null) {
            return;
        }
        for (Map.Entry<String, Value> entry : layers.values().entrySet()) {
            if (entry.getKey().length() != 32
                    || !(entry.getValue() instanceof Str hashes)
                    || hashes.length() % 32 != 0) {
                throw wrong("its \"piece layers\" are not made of hashes of 32 bytes");
            }
        }
    }

    private void count(int files) throws IntakeException {
        if (files > limits.files()) {
            throw tooLarge("it has more than " + limits.files() + " files");
        }
    }

    private long length(Dict file) throws IntakeException {
        Int length = file.get("length", Int.class);
        if (length == null || length.value() < 0) {
            throw wrong("a file has no size, or a negative one");
        }
        return add(0, length.value());
    }

    private long add(long sum, long length) throws IntakeException {
        if (length > limits.totalBytes() - sum) {
            throw tooLarge("its files have more than " + limits.totalBytes() + " bytes");
        }
        return sum + length;
    }

    private static List<String> trackers(Dict top) {
        Set<String> urls = new LinkedHashSet<>();
        url(top.get("announce", Str.class), urls, "http://", "https://", "udp://");
        Lst tiers = top.get("announce-list", Lst.class);
        for (Value tier : tiers == null ? List.<Value>of() : tiers.values()) {
            for (Value url : tier instanceof Lst urlsOfTier ? urlsOfTier.values() : List.of(tier)) {
                url(url, urls, "http://", "https://", "udp://");
            }
        }
        return List.copyOf(urls);
    }

    private static List<String> webSeeds(Dict top) {
        Set<String> urls = new LinkedHashSet<>();
        Value list = top.values().get("url-list");
        if (list != null) {
            for (Value url : list instanceof Lst several ? several.values() : List.of(list)) {
                url(url, urls, "http://", "https://");
            }
        }
        return List.copyOf(urls);
    }

    /** Keeps what is a URL of these schemes: files in the wild carry much that is none. */
    private static void url(@Nullable Value value, Collection<String> to, String... schemes) {
        if (value instanceof Str str && str.length() <= Magnet.MAX_URL && to.size() < MAX_URLS) {
            String url = str.text().strip();
            if (Magnet.isUrl(url, schemes)) {
                to.add(url);
            }
        }
    }

    private static IntakeException wrong(String why) {
        return new IntakeException(
                Code.NOT_A_TORRENT,
                "This is no usable .torrent file: " + why + ". Download it again, or use a magnet link instead.");
    }

    private static IntakeException tooLarge(String why) {
        return new IntakeException(
                Code.TOO_LARGE, "This torrent is too large for wockd: " + why + ". Ask for a smaller one.");
    }
}
