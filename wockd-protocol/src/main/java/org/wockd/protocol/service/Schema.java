package org.wockd.protocol.service;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a configuration mapping, read from its interface in the order they are written there.
 *
 * <p>A path separates names with dots; {@code *} stands for a name the operator chooses, {@code [*]} for an index.
 */
record Schema(List<Item> items) {

    /** How often a key's content may be there. */
    enum Shape {
        ONE(""),
        LIST("[*]"),
        MAP(".*");

        final String suffix;

        Shape(String suffix) {
            this.suffix = suffix;
        }
    }

    /** A key: with content of its own ({@link Leaf}) or with keys below it ({@link Group}). */
    sealed interface Item {
        String name();

        Shape shape();

        Method method();

        /** The text of {@link Doc}, empty where there is none. */
        default String doc() {
            Doc doc = method().getAnnotation(Doc.class);
            return doc == null ? "" : doc.value();
        }
    }

    /** A key that holds a value, a list of values or a map to values. */
    record Leaf(
            String name,
            Shape shape,
            Method method,
            Class<?> type,
            boolean optional,
            @Nullable String fallback) implements Item {
        boolean secret() {
            return type == Secret.class;
        }
    }

    /** A key that holds keys, a list of such, or a map to such. */
    record Group(String name, Shape shape, Method method, boolean optional, List<Item> items) implements Item {}

    /** A leaf with the path that leads to it. */
    record Key(String path, Leaf leaf) {}

    static final String FILE_SUFFIX = "-file";

    static Schema of(Class<?> mapping) {
        return new Schema(itemsOf(mapping));
    }

    /** Every leaf below, with its path. */
    List<Key> keys() {
        var keys = new ArrayList<Key>();
        collect("", items, keys);
        return keys;
    }

    private static void collect(String prefix, List<Item> items, List<Key> keys) {
        for (Item item : items) {
            String path = prefix + item.name() + item.shape().suffix;
            switch (item) {
                case Leaf leaf -> keys.add(new Key(path, leaf));
                case Group group -> collect(path + ".", group.items(), keys);
            }
        }
    }

    private static List<Item> itemsOf(Class<?> mapping) {
        var items = new ArrayList<Item>();
        for (Class<?> parent : mapping.getInterfaces()) {
            items.addAll(itemsOf(parent));
        }
        List<String> order = orderOfMethods(mapping);
        Arrays.stream(mapping.getDeclaredMethods())
                .filter(m -> Modifier.isAbstract(m.getModifiers()))
                .sorted(Comparator.comparingInt(m -> order.indexOf(m.getName())))
                .map(Schema::itemOf)
                .forEach(items::add);
        return List.copyOf(items);
    }

    /** Reflection promises no order; the class file keeps that of the source. */
    private static List<String> orderOfMethods(Class<?> mapping) {
        String file = mapping.getName().substring(mapping.getPackageName().length() + 1) + ".class";
        try (InputStream in = mapping.getResourceAsStream(file)) {
            if (in == null) {
                return List.of();
            }
            return ClassFile.of().parse(in.readAllBytes()).methods().stream()
                    .map(m -> m.methodName().stringValue())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Item itemOf(Method method) {
        Type type = method.getGenericReturnType();
        boolean optional = false;
        Shape shape = Shape.ONE;
        if (type instanceof ParameterizedType p && p.getRawType() == Optional.class) {
            optional = true;
            type = p.getActualTypeArguments()[0];
        }
        if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
            shape = Shape.LIST;
            type = p.getActualTypeArguments()[0];
        } else if (type instanceof ParameterizedType p && p.getRawType() == Map.class) {
            shape = Shape.MAP;
            optional = true;
            type = p.getActualTypeArguments()[1];
        }
        if (!(type instanceof Class<?> leafType)) {
            throw new IllegalArgumentException(method + " has a type that a configuration key cannot have");
        }
        String name = nameOf(method);
        if (leafType.isInterface() && !leafType.getName().startsWith("java.")) {
            return new Group(name, shape, method, optional, itemsOf(leafType));
        }
        WithDefault fallback = method.getAnnotation(WithDefault.class);
        return new Leaf(name, shape, method, leafType, optional, fallback == null ? null : fallback.value());
    }

    private static String nameOf(Method method) {
        WithName name = method.getAnnotation(WithName.class);
        return name != null
                ? name.value()
                : method.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
