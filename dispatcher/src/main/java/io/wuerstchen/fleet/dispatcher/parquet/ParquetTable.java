package io.wuerstchen.fleet.dispatcher.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * Writes a Parquet file, row by row, in zstd. The same rows give the same bytes: nothing of time or machine is in it. Holds
 * one row group of {@link #ROW_GROUP_BYTES} in memory. One thread only.
 */
public final class ParquetTable implements Closeable {
    private static final long ROW_GROUP_BYTES = 16L * 1024 * 1024;

    private final Path file;
    private final ParquetWriter<List<?>> writer;

    /** @param properties for readers who look into the footer */
    public ParquetTable(Path file, List<ParquetColumn> columns, Map<String, String> properties) throws IOException {
        this.file = file;
        writer = new Builder(file, new Rows(List.copyOf(columns), Map.copyOf(properties)))
                .withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .build();
    }

    /** Adds a row: a value for each column, {@code null} where it is missing. */
    public void add(List<?> values) throws IOException {
        try {
            writer.write(values);
        } catch (IOException e) {
            throw named(e);
        }
    }

    /** Ends the file. */
    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } catch (IOException e) {
            throw named(e);
        }
    }

    /** A full disk names no file. */
    private IOException named(IOException e) {
        return new IOException(file + ": " + e.getMessage(), e);
    }

    private static final class Builder extends ParquetWriter.Builder<List<?>, Builder> {
        private final Rows rows;

        Builder(Path file, Rows rows) {
            super(new LocalOutputFile(file));
            this.rows = rows;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<List<?>> getWriteSupport(Configuration configuration) {
            return rows;
        }

        @Override
        protected WriteSupport<List<?>> getWriteSupport(ParquetConfiguration configuration) {
            return rows;
        }
    }

    private static final class Rows extends WriteSupport<List<?>> {
        private final List<ParquetColumn> columns;
        private final Map<String, String> properties;
        private RecordConsumer consumer;

        Rows(List<ParquetColumn> columns, Map<String, String> properties) {
            this.columns = columns;
            this.properties = properties;
        }

        @Override
        public WriteContext init(Configuration configuration) {
            return context();
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return context();
        }

        @Override
        public void prepareForWrite(RecordConsumer into) {
            consumer = into;
        }

        @Override
        public void write(List<?> values) {
            consumer.startMessage();
            for (int i = 0; i < columns.size(); i++) {
                if (values.get(i) != null) {
                    ParquetColumn column = columns.get(i);
                    consumer.startField(column.name(), i);
                    column.write(values.get(i), consumer);
                    consumer.endField(column.name(), i);
                }
            }
            consumer.endMessage();
        }

        private WriteContext context() {
            var fields = columns.stream()
                    .map(ParquetColumn::type)
                    .map(org.apache.parquet.schema.Type.class::cast)
                    .toList();
            return new WriteContext(new MessageType("row", fields), properties);
        }
    }
}
