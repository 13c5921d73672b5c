package io.wuerstchen.fleet.dispatcher.parquet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads the rows of a Parquet file as JSON objects, nested ones too, one row group in memory. A missing value is a field that
 * isn't there. One thread only.
 */
public final class ParquetRecords implements Closeable {
    /** What a row group may take, compressed or not: writers make 1 to 128 MiB, and a file from anywhere must not fill the heap. */
    private static final long MAX_ROW_GROUP_BYTES = 512L * 1024 * 1024;

    private final ParquetFileReader file;
    private final MessageType schema;
    private RecordReader<Group> group;
    private long left;

    private ParquetRecords(ParquetFileReader file, MessageType schema) {
        this.file = file;
        this.schema = schema;
    }

    /** Reads all columns. Throws {@link IOException} where it is no Parquet file, or one that can't be read here. */
    public static ParquetRecords open(Path file) throws IOException {
        ParquetFileReader reader = reader(file);
        return new ParquetRecords(reader, schema(reader));
    }

    /** Reads these columns only; those that the file doesn't have are passed over. */
    public static ParquetRecords open(Path file, Set<String> columns) throws IOException {
        ParquetFileReader reader = reader(file);
        List<Type> wanted = schema(reader).getFields().stream()
                .filter(field -> columns.contains(field.getName()))
                .toList();
        MessageType schema = new MessageType("row", wanted);
        reader.setRequestedSchema(schema);
        return new ParquetRecords(reader, schema);
    }

    public List<String> columns() {
        return schema.getFields().stream().map(Type::getName).toList();
    }

    /** Rows of the file. */
    public long size() {
        return file.getRecordCount();
    }

    /** The next row; {@code null} at the end. Throws {@link BadRowException} for one that JSON can't say, and goes on after it. */
    public ObjectNode next() throws IOException {
        try {
            while (left == 0) {
                PageReadStore pages = file.readNextRowGroup();
                if (pages == null) {
                    return null;
                }
                left = pages.getRowCount();
                group = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
            }
            left--;
            return GroupJson.of(group.read());
        } catch (BadRowException e) {
            throw e;
        } catch (RuntimeException e) { // what the library says of a broken page
            throw new IOException("Parquet: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static ParquetFileReader reader(Path file) throws IOException {
        ParquetReadOptions options = HadoopReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .build();
        try {
            ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options);
            try {
                requireSmallGroups(reader);
                return reader;
            } catch (IOException e) {
                reader.close();
                throw e;
            }
        } catch (RuntimeException e) { // what the library says of a file that is none
            throw new IOException("Parquet: " + e.getMessage(), e);
        }
    }

    private static void requireSmallGroups(ParquetFileReader reader) throws IOException {
        for (BlockMetaData block : reader.getRowGroups()) {
            long bytes = Math.max(block.getCompressedSize(), block.getTotalByteSize());
            if (bytes > MAX_ROW_GROUP_BYTES) {
                throw new IOException("Parquet: a row group of " + (bytes >> 20) + " MiB (expected: at most "
                        + (MAX_ROW_GROUP_BYTES >> 20) + " MiB; write the file with smaller ones)");
            }
        }
    }

    private static MessageType schema(ParquetFileReader reader) {
        return reader.getFooter().getFileMetaData().getSchema();
    }
}
