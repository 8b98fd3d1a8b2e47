package org.wockd.protocol.relay;

import static org.wockd.protocol.rule.Target.HOST;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Priority;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * Commands as words in a chat with the relay: the first word of a message's body is the command, the rest its parameters.
 * {@code help} and {@code help COMMAND} tell what there is. The answer is a chat message in the same thread.
 *
 * <p>Only a person's chat and normal messages with a body are commands. All else that is sent to the relay's domain as a
 * message (typing notifications, receipts, groupchat, headlines, what a domain says) is taken and not answered; errors
 * match no rule here.
 */
public final class ChatCommands implements RelayFeature {
    /** The word that is answered with what there is. */
    static final String HELP = "help";

    /** Explicit Message Encryption (XEP-0380): the body is no more than an excuse. */
    private static final String ENCRYPTION = "urn:xmpp:eme:0";

    /** Says which bodies mean a command without its word, such as a bare link. */
    @FunctionalInterface
    public interface Shortcut {
        /** No shortcut. */
        Shortcut NONE = body -> Optional.empty();

        /**
         * The name of the command that takes the whole body as its first parameter.
         *
         * @param body without white space around it
         */
        Optional<String> command(String body);
    }

    private final CommandSet commands;
    private final Shortcut shortcut;
    private final Consumer<? super Stanza> send;

    /**
     * @param send takes the answers
     */
    public ChatCommands(CommandSet commands, Shortcut shortcut, Consumer<? super Stanza> send) {
        this.commands = commands;
        this.shortcut = shortcut;
        this.send = send;
    }

    @Override
    public Spec spec() {
        return Spec.rfc("RFC 6121 §5", "Exchanging Messages");
    }

    @Override
    public void rules(Rules rules) {
        rules.message(Message.Type.CHAT, Message.Type.NORMAL)
                .name(Namespaces.CLIENT, "body")
                .to(HOST)
                .then(this::take);
        rules.message().to(HOST).priority(Priority.LAST).quickly(Incoming::yieldResult);
    }

    private void take(Incoming<Message> in) {
        Message message = in.stanza();
        String body = Optional.ofNullable(message.body()).orElse("").strip();
        // Two relays that took each other for people would talk for ever.
        if (!body.isEmpty() && in.from().local() != null) {
            boolean encrypted = message.content().child(ENCRYPTION, "encryption") != null;
            send.accept(answer(
                    message,
                    encrypted
                            ? "This message is encrypted, and I cannot read it. Switch encryption off for this chat:"
                                    + " I run on your own server."
                            : String.join("\n", respond(message, body))));
        }
        in.yieldResult();
    }

    private List<String> respond(Message message, String body) {
        Command command = null;
        try {
            Optional<String> meant = shortcut.command(body);
            if (meant.isPresent()) {
                command = known(meant.get());
                return lines(command.run(
                        message.sender(), Map.of(command.parameters().getFirst().name(), body)));
            }
            ChatLine line = ChatLine.of(body);
            if (line.command().equals(HELP) || line.command().equals("?")) {
                return line.size() == 0 ? help() : help(line.word(0));
            }
            command = commands.find(line.command());
            if (command == null) {
                return unknown(line.command());
            }
            CommandCall call = command.call(message.sender(), line.parameters(command));
            return lines(command.run(call));
        } catch (StanzaErrorException e) {
            List<String> lines = new ArrayList<>(lines(new CommandResult.Failed(e.error())));
            if (command != null) {
                lines.add("Usage: " + command.usage());
            }
            return lines;
        }
    }

    private Command known(String name) {
        Command command = commands.find(name);
        if (command == null) {
            throw new IllegalStateException("a shortcut means " + name + ", which is no command");
        }
        return command;
    }

    private static List<String> lines(CommandResult result) {
        return switch (result) {
            case CommandResult.Done done -> done.lines();
            case CommandResult.Failed failed -> List.of(failed.text());
        };
    }

    private List<String> help() {
        List<String> lines = new ArrayList<>();
        for (Command command : commands.all()) {
            lines.add(command.usage() + " – " + command.help());
        }
        lines.add(HELP + " [COMMAND] – Tells what there is, or more about one command.");
        return lines;
    }

    private List<String> help(String word) {
        Command command = commands.find(word);
        if (command == null) {
            return unknown(word);
        }
        List<String> lines = new ArrayList<>(List.of(command.usage(), command.help()));
        for (Parameter parameter : command.parameters()) {
            lines.add(parameter.name() + ": " + parameter.description() + " (" + parameter.allowed()
                    + (parameter.example().isEmpty() ? ")" : ", such as " + parameter.example() + ")"));
        }
        return lines;
    }

    private List<String> unknown(String word) {
        String meant = CommandSet.nearest(
                        word, commands.all().stream().map(Command::name).toList())
                .map(near -> " Did you mean \"" + near + "\"?")
                .orElse("");
        return List.of(
                "I do not know " + Parameter.quoted(word) + "." + meant + " Send \"help\" to see what I can do.");
    }

    private static Message answer(Message message, String text) {
        Node thread = message.content().child(Namespaces.CLIENT, "thread");
        Content content = Content.of(Node.of(Namespaces.CLIENT, "body").plus(text));
        return new Message(
                message.to(),
                message.from(),
                StreamHeader.randomId(),
                Message.Type.CHAT,
                null,
                thread == null ? content : content.plus(thread));
    }
}
