package org.wockd.core.auth;

/** Ends an exchange from within; {@link Exchange} turns it into a {@link Step.Failure}. */
final class Refusal extends Exception {

    private final SaslCondition condition;
    private final String text;

    Refusal(SaslCondition condition, String text) {
        super(text, null, false, false);
        this.condition = condition;
        this.text = text;
    }

    static Refusal malformed(String text) {
        return new Refusal(SaslCondition.MALFORMED_REQUEST, text);
    }

    Step.Failure step() {
        return new Step.Failure(condition, text);
    }
}
