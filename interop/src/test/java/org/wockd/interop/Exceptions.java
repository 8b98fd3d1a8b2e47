package org.wockd.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What of a suite is not asked of the core, and why.
 *
 * <p>A file of lines {@code NAME # reason}; empty lines and lines that begin with {@code #} are passed over. NAME is a
 * specification ({@code XEP-0045}) or a class, which are not run at all, or {@code Class.method}, which has a second try.
 */
final class Exceptions {
    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+#\\s*(\\S.*)");
    private static final Pattern SPECIFICATION = Pattern.compile("(XEP|RFC)-?\\d+");

    private final Map<String, String> reasons;

    private Exceptions(Map<String, String> reasons) {
        this.reasons = reasons;
    }

    static Exceptions read(Path file) throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IOException(file + ": \"" + line + "\" is not of the form: NAME # reason");
            }
            if (reasons.put(parts.group(1), parts.group(2)) != null) {
                throw new IOException(file + ": " + parts.group(1) + " is there twice");
            }
        }
        return new Exceptions(reasons);
    }

    /** Those that are not run, comma-separated. */
    String specifications() {
        return reasons.keySet().stream()
                .filter(name -> SPECIFICATION.matcher(name).matches())
                .collect(Collectors.joining(","));
    }

    /** Those that are not run, comma-separated. */
    String classes() {
        return reasons.keySet().stream()
                .filter(name ->
                        !name.contains(".") && !SPECIFICATION.matcher(name).matches())
                .collect(Collectors.joining(","));
    }

    /** The tests that have a second try. */
    List<String> tests() {
        return reasons.keySet().stream().filter(name -> name.contains(".")).toList();
    }

    /** Whether this test may fail in the whole run, if it passes alone. */
    boolean allowSecondTry(String test) {
        return reasons.containsKey(test);
    }
}
