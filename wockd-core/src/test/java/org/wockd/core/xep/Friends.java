package org.wockd.core.xep;

/** Two who see each other's presence. */
final class Friends {
    private Friends() {}

    /** Makes them so; what they saw on the way is forgotten. */
    static void make(Client one, Client other) {
        ask(one, other);
        ask(other, one);
        one.sees();
        other.sees();
    }

    private static void ask(Client one, Client other) {
        one.sends("<presence type='subscribe' to='" + other.jid().bare() + "'/>");
        other.sends("<presence type='subscribed' to='" + one.jid().bare() + "'/>");
    }
}
