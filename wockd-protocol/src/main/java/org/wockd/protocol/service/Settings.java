package org.wockd.protocol.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values found so far, by path, and the mistakes found on the way. */
final class Settings {

    // A key file is some dozens of octets; this keeps a wrong path from filling the memory.
    private static final long MOST_OF_A_SECRET_FILE = 64 * 1024;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> mistakes = new ArrayList<>();

    Map<String, String> values() {
        return values;
    }

    List<String> mistakes() {
        return mistakes;
    }

    void mistake(String text) {
        mistakes.add(text);
    }

    /**
     * Takes a value, unless it is not allowed.
     *
     * @param place where it was found, such as {@code core.yaml, line 3}
     */
    void put(String path, Schema.Leaf leaf, String text, String place) {
        try {
            Object value = Values.of(leaf.type()).apply(text);
            Range range = leaf.method().getAnnotation(Range.class);
            if (range != null
                    && value instanceof Number n
                    && (n.longValue() < range.min() || n.longValue() > range.max())) {
                throw new IllegalArgumentException("a whole number from " + range.min() + " to " + range.max());
            }
            values.put(path, text);
        } catch (IllegalArgumentException e) {
            String shown = leaf.secret() ? "the value" : "\"" + shortened(text) + "\"";
            mistake(path + ": " + shown + " is not allowed (" + place + "). Allowed: " + e.getMessage() + ".");
        }
    }

    /** Takes the content of a file as the value of a secret, without the line end that editors add. */
    void putFromFile(String path, Schema.Leaf leaf, Path file, String place) {
        readSecret(path, file, place).ifPresent(text -> put(path, leaf, text, place + ", in " + file));
    }

    private Optional<String> readSecret(String path, Path file, String place) {
        String why;
        try {
            if (Files.size(file) <= MOST_OF_A_SECRET_FILE) {
                return Optional.of(Files.readString(file).stripTrailing());
            }
            why = "it is larger than 64 KiB";
        } catch (IOException e) {
            why = PrivateFiles.reason(e);
        }
        mistake(path + Schema.FILE_SUFFIX + ": \"" + file + "\" cannot be read (" + place + "): " + why
                + ". It must be a file that holds the secret alone.");
        return Optional.empty();
    }

    /** Forgets what was set at {@code path} and below, for a value that replaces it. */
    void forget(String path) {
        values.keySet().removeIf(k -> k.equals(path) || k.startsWith(path + "["));
    }

    @Nullable
    String get(String path) {
        return values.get(path);
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= 80 ? line : line.substring(0, 80) + "…";
    }
}
