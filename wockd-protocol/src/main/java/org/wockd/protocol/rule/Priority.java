package org.wockd.protocol.rule;

/** When a rule or a filter has its turn; of two that match, the earlier named here goes first. */
public enum Priority {
    /** Access control: who may do this at all. */
    GUARD,
    /** Keeping what passes. */
    ARCHIVE,
    /** Telling others what passes. */
    COPY,
    /** Answering; where nearly every rule is. */
    ANSWER,
    /** What is done when nobody else wanted it. */
    LAST
}
