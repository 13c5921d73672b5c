package io.wuerstchen.fleet.dispatcher.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.intake.LineReader.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;

/**
 * CSV as in RFC 4180 with a header row, by commas or tabs. The lines of a record are put together here, so that a quote that
 * is never closed takes no more than {@link LineReader#MAX_BYTES}; commons-csv takes each record apart.
 */
final class CsvRecords implements Records {
    private final LineReader lines;
    private final char delimiter;
    private final CSVFormat format;
    private List<CsvColumn> columns;

    private CsvRecords(LineReader lines, char delimiter) {
        this.lines = lines;
        this.delimiter = delimiter;
        // The quote mode matters in reading too: "" is then an empty text, and nothing at all is no value.
        this.format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setQuoteMode(QuoteMode.ALL_NON_NULL)
                .setNullString("")
                .get();
    }

    /** Reads the header; one with a column nobody knows is an {@link InvalidJobException}, as every row would be wrong. */
    static CsvRecords open(LineReader lines, char delimiter) {
        CsvRecords records = new CsvRecords(lines, delimiter);
        records.columns = records.header();
        return records;
    }

    @Override
    public Line next() {
        Line first = lines.nextThatIsNotBlank();
        if (first == null || first.fault() != null) {
            return first;
        }
        OpenQuote quote = new OpenQuote(delimiter);
        return quote.after(first.text()) ? joined(first, quote) : first;
    }

    @Override
    public ObjectNode fields(String text) {
        CSVRecord cells = parse(text);
        if (cells.size() != columns.size()) {
            throw InvalidJobException.of("columns", cells.size(), columns.size() + ", as the header has");
        }
        ObjectNode node = Json.object();
        for (int i = 0; i < columns.size(); i++) {
            if (cells.get(i) != null) {
                columns.get(i).put(node, cells.get(i));
            }
        }
        return node;
    }

    @Override
    public void close() {
        lines.close();
    }

    private List<CsvColumn> header() {
        Line line = next();
        if (line == null) {
            return List.of();
        }
        try {
            if (line.fault() != null) {
                throw new InvalidJobException(line.fault());
            }
            return CsvColumn.all(parse(line.text()).toList());
        } catch (InvalidJobException e) {
            throw lines.fault(e.getMessage());
        }
    }

    private CSVRecord parse(String text) {
        try (CSVParser parser = CSVParser.parse(text, format)) {
            return parser.iterator().next();
        } catch (IOException e) {
            throw malformed(e);
        } catch (UncheckedIOException e) {
            throw malformed(e.getCause());
        }
    }

    private static InvalidJobException malformed(IOException e) {
        // The place it names is within the record only.
        String reason = e.getMessage().replaceFirst(" at line: .*", "");
        return new InvalidJobException("record: " + reason + " (expected: CSV as in RFC 4180)");
    }

    private Line joined(Line first, OpenQuote quote) {
        StringBuilder text = new StringBuilder(first.text());
        boolean open = true;
        while (open && text.length() < LineReader.MAX_BYTES) {
            Line more = lines.next();
            if (more == null || more.fault() != null) {
                return new Line(first.number(), first.text(), more == null ? unclosed("the file's end") : more.fault());
            }
            text.append('\n').append(more.text());
            open = quote.after(more.text());
        }
        return open
                ? new Line(first.number(), first.text(), unclosed(LineReader.MAX_BYTES + " characters are over"))
                : new Line(first.number(), text.toString(), null);
    }

    private static String unclosed(String limit) {
        return "record: a quote that is opened and not closed (expected: closed before " + limit + ")";
    }

    /** Whether lines end within quotes: a quote opens at the beginning of a cell only. */
    private static final class OpenQuote {
        private final char delimiter;
        private boolean open;

        OpenQuote(char delimiter) {
            this.delimiter = delimiter;
        }

        /** Whether a quote is open at the end of {@code line}, which follows those before. */
        boolean after(String line) {
            char before = delimiter;
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == '"') {
                    // A second quote after a closing one stands for a quote within.
                    open = !open && (before == delimiter || before == '"');
                }
                before = c;
            }
            return open;
        }
    }
}
