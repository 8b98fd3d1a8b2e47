package org.wockd.protocol.xml;

/**
 * The expanded name of an element or attribute: a namespace and a local part.
 *
 * @param namespace the namespace URI, empty where there is none; never a prefix
 * @param local the local part
 */
public record Name(String namespace, String local) {

    /** A name in no namespace, as nearly all attributes have. */
    public static Name of(String local) {
        return new Name("", local);
    }

    /** A name in {@code namespace}. */
    public static Name of(String namespace, String local) {
        return new Name(namespace, local);
    }

    /** In the notation of James Clark, {@code {namespace}local}. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? local : "{" + namespace + "}" + local;
    }
}
