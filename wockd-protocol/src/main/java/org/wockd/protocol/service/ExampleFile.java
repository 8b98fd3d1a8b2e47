package org.wockd.protocol.service;

import java.util.List;
import org.wockd.protocol.service.Schema.Group;
import org.wockd.protocol.service.Schema.Item;
import org.wockd.protocol.service.Schema.Leaf;
import org.wockd.protocol.service.Schema.Shape;

/** Writes a configuration file that explains itself, from the same interface that reads it. */
public final class ExampleFile {

    private static final int WIDTH = 100;
    private static final String STEP = "  ";

    private ExampleFile() {}

    /**
     * The YAML with every key, what it is, and its variable; what has a default or may be left out is commented out.
     *
     * @param mapping the interface whose methods are the keys
     */
    public static String render(Class<?> mapping) {
        var out = new StringBuilder();
        Doc doc = mapping.getAnnotation(Doc.class);
        if (doc != null) {
            comment(out, "", doc.value());
        }
        comment(
                out,
                "",
                "A key that is commented out is shown with its default, or may be left out."
                        + " The environment variable named with a key wins over the file.");
        items(out, "", "", "", Schema.of(mapping).items());
        return out.toString();
    }

    private static void items(StringBuilder out, String off, String indent, String path, List<Item> items) {
        for (Item item : items) {
            if (indent.isEmpty()) {
                out.append('\n');
            }
            comment(out, indent, item.doc());
            String itemPath = path + item.name() + item.shape().suffix;
            switch (item) {
                case Leaf leaf -> leaf(out, off, indent, itemPath, leaf);
                case Group group -> group(out, off, indent, itemPath, group);
            }
        }
    }

    private static void leaf(StringBuilder out, String off, String indent, String path, Leaf leaf) {
        String variable = EnvironmentVariables.nameOf(path);
        comment(
                out,
                indent,
                leaf.secret()
                        ? variable + ", or a file that holds it: " + leaf.name() + Schema.FILE_SUFFIX + ", " + variable
                                + "_FILE"
                        : variable);
        boolean mayBeLeftOut = leaf.optional() || leaf.fallback() != null;
        String lead = off.isEmpty() && mayBeLeftOut ? "#" : off;
        Doc doc = leaf.method().getAnnotation(Doc.class);
        String value = leaf.fallback() != null ? leaf.fallback() : doc == null ? "" : doc.example();
        String written = value.isEmpty() ? "" : " " + scalar(value);
        switch (leaf.shape()) {
            case ONE -> line(out, lead, indent, leaf.name() + ":" + written);
            case LIST -> {
                line(out, lead, indent, leaf.name() + ":");
                for (String entry : value.split(",", -1)) {
                    line(out, lead, indent + STEP, "- " + scalar(entry.strip()));
                }
            }
            case MAP -> {
                line(out, lead, indent, leaf.name() + ":");
                line(out, lead, indent + STEP, "NAME:" + written);
            }
        }
    }

    private static void group(StringBuilder out, String off, String indent, String path, Group group) {
        boolean mayBeLeftOut = group.optional() || group.shape() != Shape.ONE;
        String lead = off.isEmpty() && mayBeLeftOut ? "#" : off;
        line(out, lead, indent, group.name() + ":");
        String below = indent + STEP;
        switch (group.shape()) {
            case ONE -> {}
            case LIST -> {
                line(out, lead, below, "-");
                below += STEP;
            }
            case MAP -> {
                line(out, lead, below, "NAME:");
                below += STEP;
            }
        }
        items(out, lead, below, path + ".", group.items());
    }

    private static void line(StringBuilder out, String lead, String indent, String text) {
        out.append(lead).append(indent).append(text).append('\n');
    }

    private static void comment(StringBuilder out, String indent, String text) {
        if (text.isEmpty()) {
            return;
        }
        var line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (!line.isEmpty() && indent.length() + line.length() + word.length() + 3 > WIDTH) {
                out.append(indent).append("# ").append(line).append('\n');
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        out.append(indent).append("# ").append(line).append('\n');
    }

    /** Quoted where YAML would read something else than the text. */
    private static String scalar(String value) {
        return value.matches("[\\w/.+-][\\w/.+: -]*") && !value.matches(".*(: |:$).*") ? value : "\"" + value + "\"";
    }
}
