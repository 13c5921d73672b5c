package io.wuerstchen.fleet.worker.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes a safetensors file of any size in a few megabytes of memory. The same tensors, metadata and values give the same bytes.
 * An interrupt of the thread ends it with a {@link java.nio.channels.ClosedByInterruptException}.
 */
public final class SafetensorsStream implements AutoCloseable {
    private static final int VALUES_AT_ONCE = 1 << 18;

    private final FileChannel channel;
    private final MessageDigest digest;
    private final Listener listener;
    private final float[] values = new float[VALUES_AT_ONCE];
    private final ByteBuffer bytes =
            ByteBuffer.allocate(VALUES_AT_ONCE * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** The values of one tensor, row-major. */
    public interface Values {
        /** Puts {@code count} of them, from the {@code first} on, to the beginning of {@code target}. */
        void read(long first, float[] target, int count);
    }

    /** Hears of progress. */
    public interface Listener {
        /** So many more bytes are written. */
        void wrote(long bytes);
    }

    private SafetensorsStream(FileChannel channel, MessageDigest digest, Listener listener) {
        this.channel = channel;
        this.digest = digest;
        this.listener = listener;
    }

    /**
     * Makes a new file.
     *
     * @param digest is given every byte of it
     */
    public static SafetensorsStream create(Path file, MessageDigest digest, Listener listener) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new SafetensorsStream(channel, digest, listener);
    }

    /** Bytes that {@link #write} makes of these. */
    public static long length(List<TensorSpec> tensors, Map<String, String> metadata) {
        long data = tensors.stream().mapToLong(TensorSpec::byteLength).sum();
        return HeaderBytes.of(HeaderBytes.inOrder(tensors), metadata).length + data;
    }

    /** Writes the whole file. */
    public void write(List<TensorSpec> tensors, Map<String, String> metadata, Function<TensorSpec, Values> source)
            throws IOException {
        List<TensorSpec> inOrder = HeaderBytes.inOrder(tensors);
        flush(ByteBuffer.wrap(HeaderBytes.of(inOrder, metadata)));
        for (TensorSpec tensor : inOrder) {
            write(tensor, source.apply(tensor));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void write(TensorSpec tensor, Values source) throws IOException {
        long elements = tensor.elements();
        for (long first = 0; first < elements; first += VALUES_AT_ONCE) {
            int count = (int) Math.min(VALUES_AT_ONCE, elements - first);
            source.read(first, values, count);
            bytes.clear();
            encode(tensor.dtype(), count);
            flush(bytes.flip());
        }
    }

    private void encode(String dtype, int count) {
        switch (dtype) {
            case "F32" -> {
                bytes.asFloatBuffer().put(values, 0, count);
                bytes.position(count * Float.BYTES);
            }
            case "F16" -> {
                for (int i = 0; i < count; i++) {
                    bytes.putShort(HalfFloat.of(values[i]));
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    bytes.putLong((long) values[i]);
                }
            }
        }
    }

    private void flush(ByteBuffer buffer) throws IOException {
        int length = buffer.remaining();
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        listener.wrote(length);
    }
}
