package io.wuerstchen.fleet.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Missing;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetRecords;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetTable;
import io.wuerstchen.fleet.export.place.Place;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes {@code missing.parquet}: the rows of which there is no picture, and why. */
final class MissingRows implements Closeable {
    static final String NAME = "missing.parquet";
    private static final List<ParquetColumn> COLUMNS = List.of(
            new ParquetColumn("row", Kind.LONG),
            new ParquetColumn("line", Kind.LONG),
            new ParquetColumn("id", Kind.TEXT),
            new ParquetColumn("state", Kind.TEXT),
            new ParquetColumn("kind", Kind.TEXT),
            new ParquetColumn("reason", Kind.TEXT));

    private final Place place;
    private final ParquetTable table;

    MissingRows(Place place) throws IOException {
        this.place = place;
        table = new ParquetTable(place.draft(NAME), COLUMNS, Map.of());
    }

    void add(Missing row) throws IOException {
        table.add(Arrays.asList(row.row(), row.line(), row.id(), row.state(), row.kind(), row.reason()));
    }

    /** Ends the draft, and gives it. */
    Path end() throws IOException {
        table.close();
        return place.draft(NAME);
    }

    void publish() throws IOException {
        end();
        place.publish(NAME);
    }

    /** Whether two such files tell of the same rows. */
    static boolean same(Path one, Path other) throws IOException {
        try (ParquetRecords ours = ParquetRecords.open(one);
                ParquetRecords theirs = ParquetRecords.open(other)) {
            ObjectNode row = ours.next();
            while (row != null && row.equals(theirs.next())) {
                row = ours.next();
            }
            return row == null && theirs.next() == null;
        }
    }

    @Override
    public void close() throws IOException {
        table.close();
    }
}
