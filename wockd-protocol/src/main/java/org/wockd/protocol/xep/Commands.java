package org.wockd.protocol.xep;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xml.Node;

/** Ad-Hoc Commands, XEP-0050 version 1.3: a dialogue of forms, one stage after another, within a session. */
public final class Commands {
    /** The namespace of the protocol, the feature of answering it, and the disco node that lists the commands. */
    public static final String NAMESPACE = "http://jabber.org/protocol/commands";

    private Commands() {}

    /** What the requester wants of a stage (XEP-0050 §4.3). */
    public enum Action {
        /** Whatever the responder named as the next step; what every dialogue begins with. */
        EXECUTE,
        CANCEL,
        PREV,
        NEXT,
        COMPLETE;

        private String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Action parse(String wire) throws PayloadException {
            for (Action action : values()) {
                if (action.wire().equals(wire)) {
                    return action;
                }
            }
            throw new PayloadException("The action of a command must be execute, cancel, prev, next or complete.");
        }
    }

    /** How far a command is (XEP-0050 §4.2); COMPLETED does not say that it went well. */
    public enum Status {
        EXECUTING,
        COMPLETED,
        CANCELED
    }

    /** How grave a note is (XEP-0050 §4.5.1). */
    public enum Severity {
        INFO,
        WARN,
        ERROR
    }

    /**
     * A text for the person at the other end.
     *
     * @param severity {@link Severity#ERROR} is what tells a failure (XEP-0050 §3.4)
     * @param text one sentence or more
     */
    public record Note(Severity severity, String text) {
        private static Note parse(Node note) throws PayloadException {
            Severity severity = switch (note.attribute("type")) {
                case "info" -> Severity.INFO;
                case "warn" -> Severity.WARN;
                case "error" -> Severity.ERROR;
                case null -> Severity.INFO;
                default -> throw new PayloadException("The type of a note must be info, warn or error.");
            };
            return new Note(severity, note.text());
        }

        private Node toNode() {
            return Node.of(NAMESPACE, "note")
                    .with("type", severity.name().toLowerCase(Locale.ROOT))
                    .plus(text);
        }
    }

    /**
     * What a requester may do at a stage (XEP-0050 §3.4). To cancel is always allowed.
     *
     * @param allowed of {@link Action#PREV}, {@link Action#NEXT} and {@link Action#COMPLETE}
     * @param execute the one of them that {@link Action#EXECUTE} stands for
     */
    public record Actions(Set<Action> allowed, Action execute) {
        /** A stage that is the only one, as where a responder tells no actions. */
        public static final Actions LAST = of(Action.COMPLETE);

        public Actions {
            allowed = Set.copyOf(allowed);
            if (!allowed.contains(execute) || allowed.contains(Action.EXECUTE) || allowed.contains(Action.CANCEL)) {
                throw new IllegalArgumentException(execute + " must be one of prev, next, complete, and be allowed");
            }
        }

        /** The action that execute stands for, and others. */
        public static Actions of(Action execute, Action... more) {
            return new Actions(EnumSet.of(execute, more), execute);
        }

        /** What {@code asked} means at this stage, null where it is not allowed ({@link Problem#BAD_ACTION}). */
        public @Nullable Action resolve(Action asked) {
            return switch (asked) {
                case CANCEL -> Action.CANCEL;
                case EXECUTE -> execute;
                case PREV, NEXT, COMPLETE -> allowed.contains(asked) ? asked : null;
            };
        }

        private static Actions parse(Node actions) throws PayloadException {
            Set<Action> allowed = EnumSet.noneOf(Action.class);
            for (Action action : List.of(Action.PREV, Action.NEXT, Action.COMPLETE)) {
                if (actions.child(NAMESPACE, action.wire()) != null) {
                    allowed.add(action);
                }
            }
            String wire = actions.attribute("execute");
            Action execute = wire == null ? Action.NEXT : Action.parse(wire);
            if (!allowed.contains(execute)) {
                throw new PayloadException("The actions of a command must allow " + execute.wire()
                        + ", which execute stands for (XEP-0050 section 3.4).");
            }
            return new Actions(allowed, execute);
        }

        private Node toNode() {
            return Node.of(NAMESPACE, "actions")
                    .with("execute", execute.wire())
                    .plus(allowed.stream()
                            .sorted()
                            .map(action -> Node.of(NAMESPACE, action.wire()))
                            .toList());
        }
    }

    /** What a responder cannot accept (XEP-0050 §4.6): beside the stanza error condition it names stands its own. */
    public enum Problem {
        MALFORMED_ACTION("modify", "bad-request"),
        BAD_ACTION("modify", "bad-request"),
        BAD_LOCALE("modify", "bad-request"),
        BAD_PAYLOAD("modify", "bad-request"),
        BAD_SESSIONID("modify", "bad-request"),
        SESSION_EXPIRED("cancel", "not-allowed");

        private final String type;
        private final String condition;

        Problem(String type, String condition) {
            this.type = type;
            this.condition = condition;
        }

        /** The type of the stanza error. */
        public String type() {
            return type;
        }

        /** The defined condition of the stanza error. */
        public String condition() {
            return condition;
        }

        /** The answer to who sent it, with a text for people. */
        public StanzaErrorException refusal(String text) {
            return new StanzaErrorException(new StanzaError(
                    StanzaError.Type.valueOf(type.toUpperCase(Locale.ROOT)),
                    StanzaError.Condition.valueOf(
                            condition.toUpperCase(Locale.ROOT).replace('-', '_')),
                    text,
                    toNode()));
        }

        /** The application-specific condition. */
        public Node toNode() {
            return Node.of(NAMESPACE, name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    /**
     * What a requester sends.
     *
     * @param node which command
     * @param sessionId which dialogue, null where one begins
     * @param action {@link Action#EXECUTE} where nothing is said
     * @param form what was filled in, null where nothing was
     */
    public record Request(
            String node,
            @Nullable String sessionId,
            Action action,
            @Nullable DataForm form) {

        /** The begin of a dialogue. */
        public static Request execute(String node) {
            return new Request(node, null, Action.EXECUTE, null);
        }

        /**
         * Reads a {@code <command/>}.
         *
         * @throws PayloadException where node is missing, sessionid is empty, or the action is not known
         * @throws FormException where the form in it is none
         */
        public static Request parse(Node command) throws PayloadException {
            String action = command.attribute("action");
            return new Request(
                    nodeOf(command),
                    sessionOf(command),
                    action == null ? Action.EXECUTE : Action.parse(action),
                    DataForm.in(command));
        }

        /** This as the element {@code <command/>}. */
        public Node toNode() {
            Node command = Node.of(NAMESPACE, "command")
                    .with("node", node)
                    .with("sessionid", sessionId)
                    .with("action", action.wire());
            return form == null ? command : command.plus(form.toNode());
        }
    }

    /**
     * What a responder answers.
     *
     * @param node which command
     * @param sessionId which dialogue
     * @param status whether the dialogue goes on
     * @param actions what may be done next, null where nothing is told
     * @param notes what the person is told
     * @param form what is asked or reported, null where nothing is
     */
    public record Response(
            String node,
            String sessionId,
            Status status,
            @Nullable Actions actions,
            List<Note> notes,
            @Nullable DataForm form) {

        public Response {
            notes = List.copyOf(notes);
        }

        /** A stage that asks. */
        public static Response ask(Request request, String sessionId, Actions actions, DataForm form) {
            return new Response(request.node(), sessionId, Status.EXECUTING, actions, List.of(), form);
        }

        /** The end of a dialogue. */
        public static Response end(Request request, String sessionId, Status status) {
            return new Response(request.node(), sessionId, status, null, List.of(), null);
        }

        /** This response with one more note. */
        public Response noting(Severity severity, String text) {
            List<Note> more = new ArrayList<>(notes);
            more.add(new Note(severity, text));
            return new Response(node, sessionId, status, actions, more, form);
        }

        /** This response with a form that reports, or asks. */
        public Response with(DataForm form) {
            return new Response(node, sessionId, status, actions, notes, form);
        }

        /**
         * Reads a {@code <command/>}.
         *
         * @throws PayloadException where node, sessionid or status is missing or not known, or execute is not allowed
         * @throws FormException where the form in it is none
         */
        public static Response parse(Node command) throws PayloadException {
            String node = nodeOf(command);
            String session = sessionOf(command);
            if (session == null) {
                throw new PayloadException("The answer to a command must have a sessionid.");
            }
            Status status = switch (command.attribute("status")) {
                case "executing" -> Status.EXECUTING;
                case "completed" -> Status.COMPLETED;
                case "canceled" -> Status.CANCELED;
                case null, default ->
                    throw new PayloadException("The status of a command must be executing, completed or canceled.");
            };
            Node actions = command.child(NAMESPACE, "actions");
            List<Note> notes = new ArrayList<>();
            for (Node note : command.children(NAMESPACE, "note")) {
                notes.add(Note.parse(note));
            }
            return new Response(
                    node,
                    session,
                    status,
                    actions == null ? null : Actions.parse(actions),
                    notes,
                    DataForm.in(command));
        }

        /** This as the element {@code <command/>}. */
        public Node toNode() {
            Node command = Node.of(NAMESPACE, "command")
                    .with("node", node)
                    .with("sessionid", sessionId)
                    .with("status", status.name().toLowerCase(Locale.ROOT));
            if (actions != null) {
                command = command.plus(actions.toNode());
            }
            command = command.plus(notes.stream().map(Note::toNode).toList());
            return form == null ? command : command.plus(form.toNode());
        }
    }

    private static String nodeOf(Node command) throws PayloadException {
        String node = command.attribute("node");
        if (!command.is(NAMESPACE, "command") || node == null || node.isEmpty()) {
            throw new PayloadException("A command must be an element command of " + NAMESPACE + " with a node.");
        }
        return node;
    }

    private static @Nullable String sessionOf(Node command) throws PayloadException {
        String session = command.attribute("sessionid");
        if (session != null && session.isEmpty()) {
            throw new PayloadException("The sessionid of a command must not be empty (XEP-0050 section 4.1).");
        }
        return session;
    }
}
