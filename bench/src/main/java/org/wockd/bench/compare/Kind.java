package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.measure.Result;

/**
 * One thing that is measured: how, and what of it is shown. A new one is a class of its own and a line in {@link Kinds}.
 */
interface Kind {

    /** Its name on the command line and in the file of figures. */
    String name();

    /** Whether it can be measured there. */
    boolean suits(Contender contender);

    /** Starts the contender, measures once, stops it, and adds the figures. What goes wrong is counted in the trial. */
    void measure(Trial trial, Result result) throws IOException, InterruptedException;

    /** The heading of its section. */
    String title();

    /** What was done, in words, from the figures of one of its runs: a paragraph of Markdown. */
    String words(Figures.Run one);

    /** What of it is shown. */
    List<Column> columns();

    /** What it is to reach. */
    default List<Bar> bars() {
        return List.of();
    }

    /** Which of two figures is the better one. */
    enum Better {
        LESS,
        MORE,
        /** Neither: there is no ratio of them. */
        NEITHER
    }

    /**
     * A column of its table.
     *
     * @param title with the unit
     * @param figure its name in the results
     * @param factor from the result's unit to that of the title
     */
    record Column(String title, String figure, double factor, Better better) {
        static Column less(String title, String figure, double factor) {
            return new Column(title, figure, factor, Better.LESS);
        }

        static Column more(String title, String figure) {
            return new Column(title, figure, 1, Better.MORE);
        }

        /** One that is only told. */
        static Column told(String title, String figure, double factor) {
            return new Column(title, figure, factor, Better.NEITHER);
        }
    }
}
