package org.wockd.protocol.relay;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.wockd.protocol.jid.Jid;

/** A command as somebody gave it, whichever way: who, and what for each parameter, checked and of its type. */
public final class CommandCall {
    private final Jid from;
    private final Map<String, Value> values;

    CommandCall(Jid from, Map<String, Value> values) {
        this.from = from;
        this.values = Map.copyOf(values);
    }

    /** The bare JID whose things the command is about. */
    public Jid owner() {
        return from.bare();
    }

    /** Who gave it, mostly a full JID. */
    public Jid from() {
        return from;
    }

    /** Whether the parameter was given. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** What was given for a line, lines, a choice or a pick. */
    public Optional<String> text(String name) {
        return values.get(name) instanceof Value.Text(String text) ? Optional.of(text) : Optional.empty();
    }

    /** What was given for a mandatory line, lines, choice or pick. */
    public String requiredText(String name) {
        return text(name).orElseThrow(() -> new IllegalArgumentException("no mandatory text parameter: " + name));
    }

    /** What was given for a whole number. */
    public OptionalLong whole(String name) {
        return values.get(name) instanceof Value.Whole(long number) ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** What was given for a flag, no where nothing was. */
    public boolean flag(String name) {
        return values.get(name) instanceof Value.Flag(boolean yes) && yes;
    }

    /** What was given for an address. */
    public Optional<Jid> address(String name) {
        return values.get(name) instanceof Value.Address(Jid jid) ? Optional.of(jid) : Optional.empty();
    }

    /** The octets of a file. */
    public Optional<byte[]> file(String name) {
        return values.get(name) instanceof Value.File file ? Optional.of(file.octets()) : Optional.empty();
    }

    /** Who and which parameters, without their values: one may be a password. */
    @Override
    public String toString() {
        return "CommandCall[" + from + ", " + values.keySet() + "]";
    }
}
