package org.wockd.protocol.stanza;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * Why a stanza was refused (RFC 6120 §8.3).
 *
 * @param type what the sender should do
 * @param condition the defined condition
 * @param text what happened, why, and what to do, for people; null where the condition says it all
 * @param application an element of an application's own namespace that says it more exactly; mostly null
 */
public record StanzaError(
        Type type,
        Condition condition,
        @Nullable String text,
        @Nullable Node application) {

    /** What the sender should do (RFC 6120 §8.3.2). */
    public enum Type {
        /** Log in or register, then send it again. */
        AUTH,
        /** Do not send it again. */
        CANCEL,
        /** Go on; it was a warning. */
        CONTINUE,
        /** Change it, then send it again. */
        MODIFY,
        /** Send it again after a while. */
        WAIT
    }

    /** The defined conditions, each with the type it usually has (RFC 6120 §8.3.3). */
    public enum Condition {
        BAD_REQUEST(Type.MODIFY),
        CONFLICT(Type.CANCEL),
        FEATURE_NOT_IMPLEMENTED(Type.CANCEL),
        FORBIDDEN(Type.AUTH),
        GONE(Type.CANCEL),
        INTERNAL_SERVER_ERROR(Type.CANCEL),
        ITEM_NOT_FOUND(Type.CANCEL),
        JID_MALFORMED(Type.MODIFY),
        NOT_ACCEPTABLE(Type.MODIFY),
        NOT_ALLOWED(Type.CANCEL),
        NOT_AUTHORIZED(Type.AUTH),
        POLICY_VIOLATION(Type.MODIFY),
        RECIPIENT_UNAVAILABLE(Type.WAIT),
        REDIRECT(Type.MODIFY),
        REGISTRATION_REQUIRED(Type.AUTH),
        REMOTE_SERVER_NOT_FOUND(Type.CANCEL),
        REMOTE_SERVER_TIMEOUT(Type.WAIT),
        RESOURCE_CONSTRAINT(Type.WAIT),
        SERVICE_UNAVAILABLE(Type.CANCEL),
        SUBSCRIPTION_REQUIRED(Type.AUTH),
        UNDEFINED_CONDITION(Type.CANCEL),
        UNEXPECTED_REQUEST(Type.WAIT);

        private final Type type;

        Condition(Type type) {
            this.type = type;
        }

        /** The name of the condition's element, as {@code item-not-found}. */
        public String element() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** An error of the condition's usual type. */
    public static StanzaError of(Condition condition) {
        return new StanzaError(condition.type, condition, null, null);
    }

    /** An error of the condition's usual type, with a text for people. */
    public static StanzaError of(Condition condition, String text) {
        return new StanzaError(condition.type, condition, text, null);
    }

    /** This error with an application's own condition. */
    public StanzaError with(Node other) {
        return new StanzaError(type, condition, text, other);
    }

    /** Reads an {@code <error/>}; what is unknown becomes {@code undefined-condition}. */
    public static StanzaError parse(Node error) {
        Condition condition = Condition.UNDEFINED_CONDITION;
        String text = null;
        Node application = null;
        for (Node child : error.children()) {
            if (!child.namespace().equals(Namespaces.STANZA_ERRORS)) {
                application = child;
            } else if (child.local().equals("text")) {
                text = child.text();
            } else {
                condition = constant(Condition.class, child.local(), condition);
            }
        }
        String type = error.attribute("type");
        return new StanzaError(
                type == null ? condition.type : constant(Type.class, type, condition.type),
                condition,
                text,
                application);
    }

    /** The {@code <error/>} element. */
    public Node node() {
        Node error = Node.of(Namespaces.CLIENT, "error")
                .with("type", type.name().toLowerCase(Locale.ROOT))
                .plus(Node.of(Namespaces.STANZA_ERRORS, condition.element()));
        if (text != null) {
            error = error.plus(Node.of(Namespaces.STANZA_ERRORS, "text")
                    .with(Node.LANG, "en")
                    .plus(text));
        }
        return application == null ? error : error.plus(application);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String wire, E otherwise) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(wire)) {
                return constant;
            }
        }
        return otherwise;
    }
}
