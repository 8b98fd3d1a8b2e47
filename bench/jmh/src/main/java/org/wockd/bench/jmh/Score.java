package org.wockd.bench.jmh;

/**
 * What one benchmark came to.
 *
 * @param benchmark its class and method, such as {@code ChatPath.frame}
 * @param value the mean of its fastest iteration: what other programs on the machine do makes the others slower
 * @param error how much slower its middle iteration was
 * @param unit such as {@code ns/op}
 */
record Score(String benchmark, double value, double error, String unit) {

    /** The name of a benchmark method, without what all share. */
    static String name(String method) {
        String[] parts = method.split("\\.", -1);
        return parts[parts.length - 2].replaceFirst("Benchmark$", "") + "." + parts[parts.length - 1];
    }
}
