package org.wockd.protocol.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.xml.Node;

/** What came of a command. */
public sealed interface CommandResult {

    /**
     * It was done. The same is said in up to three ways, one for each face.
     *
     * @param lines for people, in a chat; here numbers may be rounded
     * @param table for forms, whole numbers; null where the lines say it all
     * @param payload for programs, whole numbers, in the relay's own namespace
     */
    record Done(List<String> lines, @Nullable Table table, List<Node> payload) implements CommandResult {
        public Done {
            lines = List.copyOf(lines);
            payload = List.copyOf(payload);
        }

        /** The same with a table for forms. */
        public Done with(Table other) {
            return new Done(lines, other, payload);
        }

        /** The same with elements for programs at the end. */
        public Done with(Node... nodes) {
            List<Node> more = new ArrayList<>(payload);
            more.addAll(List.of(nodes));
            return new Done(lines, table, more);
        }
    }

    /** It was refused, or went wrong; nothing was changed unless the text says so. */
    record Failed(StanzaError error) implements CommandResult {

        /** What happened, why, and what to do. */
        public String text() {
            return error.text() == null ? error.condition().element() : error.text();
        }
    }

    /** It was done, and these lines say so. */
    static Done said(String... lines) {
        return said(List.of(lines));
    }

    /** It was done, and these lines say so. */
    static Done said(List<String> lines) {
        return new Done(lines, null, List.of());
    }

    /**
     * Values in columns.
     *
     * @param columns their heads
     * @param rows each with one value for each column
     * @param layout whether there are many rows, or one whose values are shown below one another
     */
    record Table(Layout layout, List<Column> columns, List<List<String>> rows) {

        /** How a table is shown. */
        public enum Layout {
            ROWS,
            FIELDS
        }

        public Table {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            int width = columns.size();
            if (rows.stream().anyMatch(row -> row.size() != width)) {
                throw new IllegalArgumentException("every row has " + width + " values, one for each column");
            }
        }

        /** A table of many rows. */
        public static Table rows(List<Column> columns, List<List<String>> rows) {
            return new Table(Layout.ROWS, columns, rows);
        }

        /** One thing, its values below one another. */
        public static Table fields(List<Column> columns, List<String> values) {
            return new Table(Layout.FIELDS, columns, List.of(values));
        }
    }

    /**
     * A column of a table.
     *
     * @param name what programs call it
     * @param label what people call it, with the unit where there is one
     * @param type what its values are
     */
    record Column(String name, String label, Type type) {

        /** What the values of a column are. */
        public enum Type {
            TEXT,
            /** Text of several lines. */
            LINES,
            /** Whole numbers in decimal digits. */
            WHOLE,
            ADDRESS
        }

        /** A column of text. */
        public static Column text(String name, String label) {
            return new Column(name, label, Type.TEXT);
        }

        /** A column of whole numbers. */
        public static Column whole(String name, String label) {
            return new Column(name, label, Type.WHOLE);
        }
    }
}
