package org.wockd.torrent.face;

import static org.wockd.protocol.rule.Target.HOST;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wockd.protocol.relay.Command;
import org.wockd.protocol.relay.CommandResult;
import org.wockd.protocol.relay.CommandSet;
import org.wockd.protocol.relay.RelayFeature;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Attribute;
import org.wockd.protocol.xml.Node;

/**
 * The commands as iqs of {@value TorrentXml#NAMESPACE}: an element is named as its command, and has an attribute, or a
 * child with text, for each parameter. What only looks is a get, what changes something a set.
 */
public final class TorrentIq implements RelayFeature {
    private static final List<String> GETS = List.of("list", "show", "files");
    private static final List<String> SETS = List.of("add", "pause", "resume", "remove", "limit");

    private final CommandSet commands;

    public TorrentIq(CommandSet commands) {
        this.commands = commands;
    }

    @Override
    public Spec spec() {
        return new Spec(TorrentXml.NAMESPACE, "Torrents", "1");
    }

    @Override
    public List<String> features() {
        return List.of(TorrentXml.NAMESPACE);
    }

    @Override
    public void rules(Rules rules) {
        GETS.forEach(name -> rule(rules, Iq.Type.GET, name));
        SETS.forEach(name -> rule(rules, Iq.Type.SET, name));
    }

    private void rule(Rules rules, Iq.Type type, String name) {
        Command command = commands.find(name);
        if (command == null) {
            throw new IllegalStateException("the protocol has an element " + name + ", which is no command");
        }
        rules.iq(type).name(TorrentXml.NAMESPACE, name).to(HOST).then(in -> run(command, in));
    }

    private static void run(Command command, Incoming<Iq> in) {
        switch (command.run(in.from(), parameters(in.payload()))) {
            case CommandResult.Done done -> in.yieldResult(done.payload().toArray(Node[]::new));
            case CommandResult.Failed failed -> in.yieldError(failed.error());
        }
    }

    private static Map<String, String> parameters(Node request) {
        Map<String, String> given = new LinkedHashMap<>();
        for (Attribute attribute : request.attributes()) {
            if (attribute.name().namespace().isEmpty()) {
                given.put(attribute.name().local(), attribute.value());
            }
        }
        for (Node child : request.children()) {
            if (child.namespace().equals(TorrentXml.NAMESPACE) && given.put(child.local(), child.text()) != null) {
                throw new StanzaErrorException(
                        Condition.BAD_REQUEST, "\"" + child.local() + "\" is given twice. Give it once.");
            }
        }
        return given;
    }
}
