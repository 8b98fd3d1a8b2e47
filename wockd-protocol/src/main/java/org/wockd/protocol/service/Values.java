package org.wockd.protocol.service;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * From the text of a configuration value to its type.
 *
 * <p>Besides the types named here, any class serves that has a {@code public static T parse(String)} whose
 * {@link IllegalArgumentException} says what is allowed.
 */
final class Values {

    private Values() {}

    /** A reader for {@code type}, whose {@link IllegalArgumentException} says what is allowed. */
    static Function<String, Object> of(Class<?> type) {
        if (type == String.class) {
            return text -> text;
        }
        if (type == int.class || type == Integer.class) {
            return text -> (int) number(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return text -> number(text, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == boolean.class || type == Boolean.class) {
            return Values::truth;
        }
        if (type == Duration.class) {
            return Durations::parse;
        }
        if (type == Path.class) {
            return Values::path;
        }
        if (type == Secret.class) {
            return Secret::new;
        }
        if (type.isEnum()) {
            return text -> constant(type, text);
        }
        return parser(type);
    }

    private static long number(String text, long min, long max) {
        String allowed = "a whole number";
        try {
            long number = Long.parseLong(text.strip().replace("_", ""));
            if (number >= min && number <= max) {
                return number;
            }
            allowed = "a whole number from " + min + " to " + max;
        } catch (NumberFormatException e) {
            // Told below, in the operator's words.
        }
        throw new IllegalArgumentException(allowed);
    }

    private static boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path of a file or folder", e);
        }
    }

    /** The name of an enum's constant as it is written in a file: lower case with hyphens. */
    static String written(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object constant(Class<?> type, String text) {
        Object[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(c -> written(c).equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        Arrays.stream(constants).map(Values::written).collect(Collectors.joining(", "))));
    }

    private static Function<String, Object> parser(Class<?> type) {
        Method parse;
        try {
            parse = type.getMethod("parse", String.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " cannot be read from a text: it has no parse(String)", e);
        }
        if (!Modifier.isStatic(parse.getModifiers()) || parse.getReturnType() != type) {
            throw new IllegalArgumentException(type + " cannot be read from a text: parse(String) does not make one");
        }
        return text -> {
            try {
                return parse.invoke(null, text);
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof IllegalArgumentException told
                        ? told
                        : new IllegalArgumentException(e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalArgumentException(type + " must be public", e);
            }
        };
    }
}
