package org.wockd.bench.curve;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.LoginException;

/** What there is more and more of. A new one is a class of its own and a line in {@link Subjects}. */
interface Subject {

    /** Its name on the command line. */
    String name();

    /** The heading of its section. */
    String title();

    /** What is done, in words: a paragraph of Markdown. */
    String words();

    /** What of it is shown. */
    List<Curve> curves();

    /** Measures where there are so many, growing, and adds the costs. What goes wrong is counted on the ground. */
    void measure(Ground ground, Measured into) throws IOException, InterruptedException, LoginException;
}
