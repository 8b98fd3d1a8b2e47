package org.wockd.protocol.service;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wockd.protocol.service.Schema.Shape;

/**
 * Lays environment variables over the {@link Settings}.
 *
 * <p>The variable of a key is {@code WOCKD_} and the key in capitals, with {@code _} for every other sign: {@code log.level}
 * is {@code WOCKD_LOG_LEVEL}. A list is one variable with commas. A name of the operator's choice is matched with the names
 * in the file; a new one is taken in small letters, {@code __} meaning a dot and {@code _} a hyphen. A secret can be read
 * from a file: {@code WOCKD_…_FILE}. An empty variable counts as not there.
 */
final class EnvironmentVariables {

    /** Variables of this prefix that are no keys: they tell the starting scripts something. */
    static final Set<String> RESERVED = Set.of("WOCKD_CONFIG", "WOCKD_JAVA_OPTIONS");

    private static final String PREFIX = "WOCKD_";
    private static final String FILE = "_FILE";

    private final List<Schema.Key> keys;
    private final Settings settings;

    private EnvironmentVariables(List<Schema.Key> keys, Settings settings) {
        this.keys = keys;
        this.settings = settings;
    }

    static void read(Map<String, String> environment, Schema schema, Settings settings) {
        var reader = new EnvironmentVariables(schema.keys(), settings);
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !RESERVED.contains(name) && !value.isEmpty()) {
                reader.variable(name, value);
            }
        });
    }

    /** The variable that sets {@code path}, {@code *} and indices staying what they are. */
    static String nameOf(String path) {
        return PREFIX
                + path.replace("[*]", "")
                        .replaceAll("\\.\\*", ".NAME")
                        .toUpperCase(Locale.ROOT)
                        .replaceAll("[^A-Z0-9]+", "_")
                        .replaceAll("_$", "");
    }

    private void variable(String name, String value) {
        String place = "environment variable " + name;
        for (Schema.Key key : keys) {
            Matcher whole = pattern(key, "").matcher(name);
            if (whole.matches()) {
                set(concrete(key, whole), key, value, place);
                return;
            }
            Matcher file = pattern(key, FILE).matcher(name);
            if (key.leaf().secret() && file.matches()) {
                setFromFile(concrete(key, file), key, value, place);
                return;
            }
        }
        var names = new ArrayList<String>();
        keys.forEach(k -> names.add(nameOf(k.path())));
        settings.mistake(
                name + ": is no known environment variable."
                        + Nearest.to(name, names)
                                .map(n -> " Did you mean " + n + "?")
                                .orElse(
                                        " Those that begin with WOCKD_ set configuration keys: WOCKD_LOG_LEVEL sets log.level."));
    }

    private void set(String path, Schema.Key key, String value, String place) {
        settings.forget(path);
        if (key.leaf().shape() != Shape.LIST) {
            settings.put(path, key.leaf(), value, place);
            return;
        }
        String[] entries = value.split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            settings.put(path + "[" + i + "]", key.leaf(), entries[i].strip(), place);
        }
    }

    private void setFromFile(String path, Schema.Key key, String value, String place) {
        settings.forget(path);
        try {
            settings.putFromFile(path, key.leaf(), Path.of(value), place);
        } catch (InvalidPathException e) {
            settings.mistake(path + Schema.FILE_SUFFIX + ": must be the path of a file (" + place + ").");
        }
    }

    /** The variables of a key, with a group for every name or index it leaves open; a list at its end is one variable. */
    private static Pattern pattern(Schema.Key key, String suffix) {
        String path = key.leaf().shape() == Shape.LIST ? key.path().replaceFirst("\\[\\*]$", "") : key.path();
        return Pattern.compile(PREFIX
                + path.replace("[*]", ".#")
                        .toUpperCase(Locale.ROOT)
                        .replaceAll("[^A-Z0-9*#]+", "_")
                        .replace("*", "(.+?)")
                        .replace("#", "(\\d+)")
                + suffix);
    }

    private String concrete(Schema.Key key, Matcher variable) {
        var path = new StringBuilder();
        int group = 0;
        for (String part : splitOpenParts(key)) {
            if (part.equals("[*]")) {
                path.append('[').append(variable.group(++group)).append(']');
            } else if (part.equals("*")) {
                path.append(chosenName(path.toString(), variable.group(++group)));
            } else {
                path.append(part);
            }
        }
        return path.toString();
    }

    private static List<String> splitOpenParts(Schema.Key key) {
        String path = key.leaf().shape() == Shape.LIST ? key.path().replaceFirst("\\[\\*]$", "") : key.path();
        return List.of(path.split("(?<=\\*\\]|\\*(?!]))|(?=\\[\\*]|(?<!\\[)\\*)", -1));
    }

    private String chosenName(String before, String inVariable) {
        for (String known : settings.values().keySet()) {
            if (known.startsWith(before)) {
                String name = known.substring(before.length()).replaceFirst("^(\"[^\"]*\"|[^.]+).*$", "$1");
                String bare = name.replace("\"", "");
                if (bare.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_").equals(inVariable)) {
                    return name;
                }
            }
        }
        return YamlFile.quoted(
                inVariable.toLowerCase(Locale.ROOT).replace("__", ".").replace('_', '-'));
    }
}
