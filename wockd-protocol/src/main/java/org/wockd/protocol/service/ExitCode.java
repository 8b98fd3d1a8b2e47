package org.wockd.protocol.service;

/** How a process ends, as numbers a service manager can tell apart (those of BSD's sysexits where there is one). */
public enum ExitCode {
    /** Stopped in order, as asked. */
    OK(0),
    /** A part failed to stop in its time. */
    STOPPED_LATE(1),
    /** The command line was wrong. */
    USAGE(64),
    /** Something it needs is not there or in use by another, such as a port. */
    UNAVAILABLE(69),
    /** A fault of the program itself. */
    SOFTWARE(70),
    /** A file or folder could not be made or read. */
    FILE(73),
    /** Stopped in order, to be started again by whatever has started it. */
    START_AGAIN(75),
    /** The configuration was wrong: starting again will not help. */
    CONFIGURATION(78);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** What the process hands to its parent. */
    public int number() {
        return number;
    }
}
