package org.wockd.protocol.service;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of octets, written as {@code 512}, {@code 10 KiB}, {@code 1.5 MiB} or {@code 2 GB}.
 *
 * @param bytes the octets, not negative
 */
public record ByteSize(long bytes) {

    static final String ALLOWED = "a size such as 512 B, 10 KiB, 1.5 MiB or 2 GB";

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException(ALLOWED);
        }
    }

    /**
     * Reads one; case does not matter, and a number alone counts octets.
     *
     * @throws IllegalArgumentException whose message is what is allowed
     */
    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        long unit = switch (form.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1L;
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            case "gib" -> 1L << 30;
            case "tib" -> 1L << 40;
            case "kb" -> 1_000L;
            case "mb" -> 1_000_000L;
            case "gb" -> 1_000_000_000L;
            case "tb" -> 1_000_000_000_000L;
            default -> throw new IllegalArgumentException(ALLOWED);
        };
        try {
            return new ByteSize(new BigDecimal(form.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .setScale(0, RoundingMode.DOWN)
                    .longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(ALLOWED + ", at most 8 EiB", e);
        }
    }

    /** The octets as an array's size. */
    public int toIntExact() {
        return Math.toIntExact(bytes);
    }

    /** In the largest binary unit that needs no fraction. */
    @Override
    public String toString() {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        long number = bytes;
        int unit = 0;
        while (number != 0 && number % 1024 == 0 && unit < units.length - 1) {
            number /= 1024;
            unit++;
        }
        return number + " " + units[unit];
    }
}
