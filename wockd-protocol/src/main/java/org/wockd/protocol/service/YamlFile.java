package org.wockd.protocol.service;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.service.Schema.Group;
import org.wockd.protocol.service.Schema.Item;
import org.wockd.protocol.service.Schema.Leaf;
import org.wockd.protocol.service.Schema.Shape;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads a configuration file into {@link Settings}, held against the {@link Schema} with the line of each mistake. */
final class YamlFile {

    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private final Settings settings;

    private YamlFile(Path file, Settings settings) {
        this.file = file;
        this.settings = settings;
    }

    static void read(Path file, Schema schema, Settings settings) {
        var reader = new YamlFile(file, settings);
        Node root = reader.compose();
        if (root != null && !isEmpty(root)) {
            reader.group("", schema.items(), root);
        }
    }

    private @Nullable Node compose() {
        var options = new LoaderOptions();
        options.setCodePointLimit(MOST_BYTES);
        options.setNestingDepthLimit(20);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw broken("it is larger than 1 MiB, which no configuration is", null);
            }
            // Not by its class Yaml, which also makes what turns nodes into objects, and that looks for loggers in all
            // libraries.
            var text = new StreamReader(Files.readString(file));
            return new Composer(new ParserImpl(text, options), new Resolver(), options).getSingleNode();
        } catch (MarkedYAMLException e) {
            // The exception's own text quotes the line, which may hold a secret.
            throw broken(
                    "it is not valid YAML"
                            + (e.getProblemMark() == null
                                    ? ""
                                    : " at line " + (e.getProblemMark().getLine() + 1) + ", column "
                                            + (e.getProblemMark().getColumn() + 1))
                            + ": " + e.getProblem(),
                    null);
        } catch (YAMLException e) {
            throw broken("it holds a character that YAML does not allow", e);
        } catch (CharacterCodingException e) {
            throw broken("it is not valid UTF-8", e);
        } catch (NoSuchFileException e) {
            throw broken("it does not exist. Make one: --example-config prints all keys with their defaults", e);
        } catch (IOException e) {
            throw broken(PrivateFiles.reason(e), e);
        }
    }

    private StartException broken(String why, @Nullable Exception cause) {
        return new StartException(
                ExitCode.CONFIGURATION, "The configuration file " + file + " cannot be read: " + why + ".", cause);
    }

    private void group(String prefix, List<Item> items, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            settings.mistake((prefix.isEmpty() ? "The file" : prefix.substring(0, prefix.length() - 1))
                    + ": must hold keys, one a line (" + place(node) + "). Known: " + names(items) + ".");
            return;
        }
        var seen = new HashSet<String>();
        for (NodeTuple entry : mapping.getValue()) {
            String name = nameOf(entry.getKeyNode());
            if (!seen.add(name)) {
                settings.mistake(prefix + name + ": is there twice (" + place(entry.getKeyNode()) + "). Keep one.");
                continue;
            }
            entry(prefix, name, items, entry);
        }
    }

    private void entry(String prefix, String name, List<Item> items, NodeTuple entry) {
        Node value = entry.getValueNode();
        Optional<Item> known = items.stream().filter(i -> i.name().equals(name)).findFirst();
        if (known.isPresent()) {
            if (!isEmpty(value)) {
                item(prefix + name, known.get(), value);
            }
            return;
        }
        Optional<Leaf> twin = secretOfFile(name, items);
        if (twin.isPresent()) {
            secretFile(prefix + twin.get().name(), twin.get(), value);
            return;
        }
        List<String> names = items.stream().map(Item::name).toList();
        String hint = Nearest.to(name, names)
                .map(n -> " Did you mean " + prefix + n + "?")
                .orElse(" Known " + (prefix.isEmpty() ? "there" : "below " + prefix.substring(0, prefix.length() - 1))
                        + ": " + String.join(", ", names) + ".");
        settings.mistake(prefix + name + ": is no known key (" + place(entry.getKeyNode()) + ")." + hint);
    }

    private static Optional<Leaf> secretOfFile(String name, List<Item> items) {
        return items.stream()
                .filter(i -> i instanceof Leaf leaf
                        && leaf.secret()
                        && leaf.shape() == Shape.ONE
                        && name.equals(leaf.name() + Schema.FILE_SUFFIX))
                .map(Leaf.class::cast)
                .findFirst();
    }

    private void secretFile(String path, Leaf leaf, Node value) {
        if (settings.get(path) != null) {
            settings.mistake(
                    path + " and " + path + Schema.FILE_SUFFIX + ": are both there (" + place(value) + "). Keep one.");
        } else if (value instanceof ScalarNode scalar) {
            settings.putFromFile(path, leaf, file.resolveSibling(scalar.getValue()), place(value));
        } else {
            settings.mistake(path + Schema.FILE_SUFFIX + ": must be the path of a file (" + place(value) + ").");
        }
    }

    private void item(String path, Item item, Node node) {
        switch (item.shape()) {
            case ONE -> content(path, item, node);
            case LIST -> {
                if (!(node instanceof SequenceNode list)) {
                    settings.mistake(path + ": must be a list, \"- \" before each entry (" + place(node) + ").");
                    return;
                }
                for (int i = 0; i < list.getValue().size(); i++) {
                    content(path + "[" + i + "]", item, list.getValue().get(i));
                }
            }
            case MAP -> {
                if (!(node instanceof MappingNode map)) {
                    settings.mistake(path + ": must hold names of your choice, one a line (" + place(node) + ").");
                    return;
                }
                for (NodeTuple entry : map.getValue()) {
                    content(path + "." + quoted(nameOf(entry.getKeyNode())), item, entry.getValueNode());
                }
            }
        }
    }

    private void content(String path, Item item, Node node) {
        switch (item) {
            case Group group -> group(path + ".", group.items(), node);
            case Leaf leaf
            when node instanceof ScalarNode scalar -> {
                if (settings.get(path) != null) {
                    settings.mistake(path + ": is there twice (" + place(node) + "). Keep one.");
                } else {
                    settings.put(path, leaf, scalar.getValue(), place(node));
                }
            }
            case Leaf leaf -> settings.mistake(path + ": must be a single value (" + place(node) + ").");
        }
    }

    /** A name that the operator chose, so that its dots do not look like those between names. */
    static String quoted(String name) {
        return name.matches("[\\w-]+") ? name : "\"" + name.replace("\"", "") + "\"";
    }

    private static String nameOf(Node key) {
        return key instanceof ScalarNode scalar ? scalar.getValue() : key.toString();
    }

    private static boolean isEmpty(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String names(List<Item> items) {
        var names = new ArrayList<String>();
        items.forEach(i -> names.add(i.name()));
        return String.join(", ", names);
    }

    private String place(Node node) {
        return file.getFileName() + ", line " + (node.getStartMark().getLine() + 1);
    }
}
