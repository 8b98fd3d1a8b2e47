package org.wockd.bench.curve;

import java.util.List;

/** All subjects, in the order of the page. */
public final class Subjects {
    static final List<Subject> ALL =
            List.of(new Connections(), new RosterSizes(), new ArchiveSizes(), new RelayQueues());

    private Subjects() {}

    /** Their names on the command line. */
    public static List<String> names() {
        return ALL.stream().map(Subject::name).toList();
    }
}
