package org.wockd.torrent.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.intake.IntakeException.Code;

/**
 * A strict decoder of bencoding (BEP 3) that reads hostile bytes.
 *
 * <p>It keeps its own stack, so that depth costs heap and not the thread's stack, and it bounds depth and the number of
 * values before it makes them. Every value knows where it stood, because an info-hash is taken over the bytes as they
 * came. Refused are: numbers with leading zeros or out of 64 bits, "-0", duplicate keys, anything after the end. Keys out
 * of order are let through, as many files in the wild have them.
 */
public final class Bencode {

    /** The most a document may nest. */
    public static final int MAX_DEPTH = 64;

    /** The most values a document may hold, keys included. */
    public static final int MAX_VALUES = 1_500_000;

    /** A decoded value; {@code start} and {@code end} are its place in the document, the end exclusive. */
    public sealed interface Value {
        /** The offset of the first byte. */
        int start();

        /** The offset after the last byte. */
        int end();
    }

    /** An integer of 64 bits. */
    public record Int(long value, int start, int end) implements Value {}

    /** A byte string: {@code length} bytes of {@code document} from {@code from}. */
    public record Str(byte[] document, int from, int length, int start, int end) implements Value {
        /** A copy of the bytes. */
        public byte[] bytes() {
            return Arrays.copyOfRange(document, from, from + length);
        }

        /** The bytes read as UTF-8, with U+FFFD where they are none. */
        public String text() {
            return new String(document, from, length, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Str s
                    && Arrays.equals(document, from, from + length, s.document, s.from, s.from + s.length);
        }

        @Override
        public int hashCode() {
            return text().hashCode();
        }

        @Override
        public String toString() {
            return "Str[" + length + " bytes]";
        }
    }

    /** A list. */
    public record Lst(List<Value> values, int start, int end) implements Value {}

    /** A dictionary; its keys are the bytes read as ISO 8859-1, which loses nothing. */
    public record Dict(Map<String, Value> values, int start, int end) implements Value {
        /** The value of {@code key} if it is there and of that type. */
        public <T extends Value> @Nullable T get(String key, Class<T> type) {
            Value value = values.get(key);
            return type.isInstance(value) ? type.cast(value) : null;
        }
    }

    private static final class Frame {
        final int start;
        final @Nullable List<Value> list;
        final @Nullable Map<String, Value> dict;

        @Nullable
        String key;

        Frame(int start, boolean isList) {
            this.start = start;
            this.list = isList ? new ArrayList<>() : null;
            this.dict = isList ? null : new LinkedHashMap<>();
        }
    }

    private final byte[] in;
    private int at;
    private int count;

    private Bencode(byte[] in) {
        this.in = in;
    }

    /**
     * Decodes one document that fills {@code bytes} to its end.
     *
     * @throws IntakeException NOT_BENCODED, or TOO_LARGE for a document too deep or of too many values
     */
    public static Value decode(byte[] bytes) throws IntakeException {
        Bencode decoder = new Bencode(bytes);
        Value value = decoder.document();
        if (decoder.at != bytes.length) {
            throw decoder.broken("there is more after its end");
        }
        return value;
    }

    private Value document() throws IntakeException {
        Deque<Frame> open = new ArrayDeque<>();
        while (true) {
            int start = at;
            Frame top = open.peek();
            byte b = peek();
            Value done;
            if (b == 'l' || b == 'd') {
                wantsValue(top);
                if (open.size() == MAX_DEPTH) {
                    throw new IntakeException(
                            Code.TOO_LARGE,
                            "The .torrent file nests deeper than " + MAX_DEPTH + " levels, which no real one does.");
                }
                count();
                at++;
                open.push(new Frame(start, b == 'l'));
                continue;
            } else if (b == 'e') {
                if (top == null) {
                    throw broken("a list or dictionary ends that never began");
                }
                if (top.key != null) {
                    throw broken("a key has no value");
                }
                at++;
                open.pop();
                done = close(top);
            } else if (b == 'i') {
                wantsValue(top);
                count();
                done = integer();
            } else {
                count();
                Str string = string();
                if (top != null && top.dict != null && top.key == null) {
                    key(top, top.dict, string);
                    continue;
                }
                done = string;
            }
            Frame parent = open.peek();
            if (parent == null) {
                return done;
            }
            put(parent, done);
        }
    }

    private static void put(Frame parent, Value value) {
        if (parent.list != null) {
            parent.list.add(value);
        } else if (parent.dict != null && parent.key != null) {
            parent.dict.put(parent.key, value);
            parent.key = null;
        }
    }

    private Value close(Frame frame) {
        return frame.list != null
                ? new Lst(frame.list, frame.start, at)
                : new Dict(frame.dict != null ? frame.dict : Map.of(), frame.start, at);
    }

    private void wantsValue(@Nullable Frame top) throws IntakeException {
        if (top != null && top.dict != null && top.key == null) {
            throw broken("a dictionary's key is no string");
        }
    }

    private void key(Frame top, Map<String, Value> dict, Str string) throws IntakeException {
        String key = new String(in, string.from(), string.length(), StandardCharsets.ISO_8859_1);
        if (dict.containsKey(key)) {
            throw broken("a dictionary has the same key twice");
        }
        top.key = key;
    }

    private void count() throws IntakeException {
        if (++count > MAX_VALUES) {
            throw new IntakeException(
                    Code.TOO_LARGE, "The .torrent file holds more than " + MAX_VALUES + " values; wockd stops there.");
        }
    }

    private Value integer() throws IntakeException {
        int start = at++;
        long value = number('e');
        return new Int(value, start, at);
    }

    private Str string() throws IntakeException {
        int start = at;
        byte b = peek();
        if (b < '0' || b > '9') {
            throw broken("a value starts with none of i, l, d or a digit");
        }
        long length = number(':');
        if (length > in.length - at) {
            throw broken("a string of " + length + " bytes is announced and the data ends before; it may be cut off");
        }
        int from = at;
        at += (int) length;
        return new Str(in, from, (int) length, start, at);
    }

    /** Reads a canonical decimal number and the {@code end} after it. */
    private long number(char end) throws IntakeException {
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        int first = at;
        long value = 0;
        while (peek() != end) {
            byte b = in[at++];
            if (b < '0' || b > '9') {
                throw broken("a number has a byte that is no digit");
            }
            // The magnitude of the lowest long does not fit, so numbers are gathered below zero.
            int digit = b - '0';
            if (value < (Long.MIN_VALUE + digit) / 10) {
                throw broken("a number does not fit in 64 bits");
            }
            value = value * 10 - digit;
        }
        int digits = at - first;
        if (digits == 0 || (digits > 1 && in[first] == '0') || (negative && value == 0)) {
            throw broken("a number is not written the one allowed way");
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw broken("a number does not fit in 64 bits");
        }
        at++;
        return negative ? value : -value;
    }

    private byte peek() throws IntakeException {
        if (at >= in.length) {
            throw broken(in.length == 0 ? "it is empty" : "it ends too early and may be cut off");
        }
        return in[at];
    }

    private IntakeException broken(String why) {
        return new IntakeException(
                Code.NOT_BENCODED,
                "This is no .torrent file: at byte " + at + ", " + why
                        + ". Download it again, and check that it is not a web page saved under that name.");
    }
}
