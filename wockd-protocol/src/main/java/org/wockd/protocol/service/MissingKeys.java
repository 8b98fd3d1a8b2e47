package org.wockd.protocol.service;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wockd.protocol.service.Schema.Group;
import org.wockd.protocol.service.Schema.Item;
import org.wockd.protocol.service.Schema.Leaf;
import org.wockd.protocol.service.Schema.Shape;

/** Finds the keys that must be there and are not: the library names the first one only. */
final class MissingKeys {

    private final Settings settings;

    private MissingKeys(Settings settings) {
        this.settings = settings;
    }

    static void find(Schema schema, Settings settings) {
        new MissingKeys(settings).items("", schema.items());
    }

    private void items(String prefix, List<Item> items) {
        for (Item item : items) {
            String path = prefix + item.name();
            switch (item) {
                case Leaf leaf -> leaf(path, leaf);
                case Group group
                when group.shape() != Shape.ONE -> entriesOf(path).forEach(entry -> items(entry + ".", group.items()));
                case Group group when !group.optional() || isBegun(path + ".") -> items(path + ".", group.items());
                case Group group -> {}
            }
        }
    }

    private void leaf(String path, Leaf leaf) {
        boolean needed = !leaf.optional() && leaf.fallback() == null;
        boolean there = settings.get(path) != null || isBegun(path + "[");
        boolean told = settings.mistakes().stream()
                .anyMatch(m -> m.startsWith(path + ":") || m.startsWith(path + Schema.FILE_SUFFIX + ":"));
        if (needed && !there && !told) {
            settings.mistake(path + ": is missing. " + (leaf.doc().isEmpty() ? "" : leaf.doc() + " ")
                    + "Set it in the file, or as " + EnvironmentVariables.nameOf(path) + ".");
        }
    }

    private boolean isBegun(String prefix) {
        return settings.values().keySet().stream().anyMatch(k -> k.startsWith(prefix));
    }

    /** The paths of a list's or map's entries that have a value. */
    private Set<String> entriesOf(String path) {
        var entries = new LinkedHashSet<String>();
        for (String key : settings.values().keySet()) {
            if (key.startsWith(path + "[")) {
                entries.add(key.substring(0, key.indexOf(']', path.length()) + 1));
            } else if (key.startsWith(path + ".\"")) {
                entries.add(key.substring(0, key.indexOf('"', path.length() + 2) + 1));
            } else if (key.startsWith(path + ".")) {
                int end = key.indexOf('.', path.length() + 1);
                entries.add(end < 0 ? key : key.substring(0, end));
            }
        }
        return entries;
    }
}
