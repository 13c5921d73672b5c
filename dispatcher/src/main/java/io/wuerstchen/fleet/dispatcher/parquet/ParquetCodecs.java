package io.wuerstchen.fleet.dispatcher.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Compressions without Hadoop's classes around them: reads the four that files have in practice, writes zstd. */
final class ParquetCodecs implements CompressionCodecFactory {
    private static final int ZSTD_LEVEL = 3;

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        if (codec != CompressionCodecName.ZSTD) {
            throw unknown(codec);
        }
        return new ZstdCompressor();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Decompressor((bytes, size) -> bytes);
            case SNAPPY -> new Decompressor((bytes, size) -> Snappy.uncompress(bytes));
            case GZIP -> new Decompressor((bytes, size) -> read(new GZIPInputStream(in(bytes)), size));
            case ZSTD -> new Decompressor((bytes, size) -> read(new ZstdInputStreamNoFinalizer(in(bytes)), size));
            default -> throw unknown(codec);
        };
    }

    @Override
    public void release() {}

    private static IllegalArgumentException unknown(CompressionCodecName codec) {
        return new IllegalArgumentException("compression: " + codec + " (expected: none, snappy, gzip or zstd)");
    }

    private static InputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    /** {@code size} bytes at most, whatever the stream would unfold to. */
    private static byte[] read(InputStream in, int size) throws IOException {
        try (in) {
            return in.readNBytes(size);
        }
    }

    private interface Unpacking {
        byte[] of(byte[] bytes, int size) throws IOException;
    }

    private record Decompressor(Unpacking unpacking) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            return BytesInput.from(unpacked(bytes.toByteArray(), size));
        }

        @Override
        public void decompress(ByteBuffer input, int compressed, ByteBuffer output, int size) throws IOException {
            byte[] bytes = new byte[compressed];
            input.get(bytes);
            output.put(unpacked(bytes, size));
        }

        @Override
        public void release() {}

        private byte[] unpacked(byte[] bytes, int size) throws IOException {
            byte[] plain = unpacking.of(bytes, size);
            if (plain.length != size) {
                throw new IOException("page: " + plain.length + " bytes (expected: " + size + ")");
            }
            return plain;
        }
    }

    private static final class ZstdCompressor implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            return BytesInput.from(Zstd.compress(bytes.toByteArray(), ZSTD_LEVEL));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.ZSTD;
        }

        @Override
        public void release() {}
    }
}
