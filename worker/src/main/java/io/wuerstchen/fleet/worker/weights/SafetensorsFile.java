package io.wuerstchen.fleet.worker.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, open for reading. Its header has been checked against its size, so whatever the header names can be read.
 * Tensors are mapped one by one, which allows files of any size with tensors up to 2 GiB each. Used by one thread at a time.
 *
 * <p>Format: <a href="https://github.com/huggingface/safetensors">safetensors</a>.
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final Set<String> FLOATS = Set.of("F32", "F16", "BF16");

    private final String name;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final Map<String, MappedRegion> mapped = new HashMap<>();

    private SafetensorsFile(String name, FileChannel channel, SafetensorsHeader header) {
        this.name = name;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws SafetensorsException if the file is missing or unsound
     */
    public static SafetensorsFile open(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // A pipe would be waited on for ever.
            throw new SafetensorsException(path + ": is no regular file");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            return new SafetensorsFile(path.toString(), channel, SafetensorsHeader.read(path.toString(), channel));
        } catch (NoSuchFileException e) {
            throw new SafetensorsException(path + ": file is missing", e);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new SafetensorsException(Unreadable.line(path, e), e);
        } catch (SafetensorsException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    public Map<String, TensorInfo> tensors() {
        return header.tensors();
    }

    public Map<String, String> metadata() {
        return header.metadata();
    }

    /**
     * Where a tensor lies and what it is.
     *
     * @throws SafetensorsException if the file has no such tensor
     */
    public TensorInfo tensor(String tensor) {
        TensorInfo info = header.tensors().get(tensor);
        if (info == null) {
            throw new SafetensorsException(name + ": tensor " + tensor + " is missing");
        }
        return info;
    }

    /**
     * A tensor that can be read as float32.
     *
     * @throws SafetensorsException if it is missing, has another shape, or is of a type that is not F32, F16 or BF16
     */
    public TensorInfo floatTensor(String tensor, Long... shape) {
        TensorInfo info = tensor(tensor);
        if (!FLOATS.contains(info.dtype())) {
            throw notOfFloats(info);
        }
        if (!info.shape().equals(List.of(shape))) {
            throw new SafetensorsException(name + ": tensor " + tensor + " has shape " + info.shape() + " (expected: "
                    + List.of(shape) + ", as config.json says)");
        }
        return info;
    }

    /** Whether the tensor begins at a multiple of so many bytes in memory. */
    public boolean aligned(String tensor, int bytes) {
        return (header.dataStart() + tensor(tensor).begin()) % bytes == 0;
    }

    /** The tensor's bytes, mapped, little endian, valid until {@link #release} or {@link #close}. */
    public ByteBuffer bytes(String tensor) {
        TensorInfo info = tensor(tensor);
        if (info.byteLength() == 0) {
            return ByteBuffer.allocateDirect(0);
        }
        return mapped.computeIfAbsent(tensor, key -> map(info)).bytes();
    }

    /** Unmaps one tensor; to be called when nothing refers to its bytes any more. */
    public void release(String tensor) {
        MappedRegion region = mapped.remove(tensor);
        if (region != null) {
            region.close();
        }
    }

    /** Unmaps all tensors. */
    public void releaseAll() {
        mapped.values().forEach(MappedRegion::close);
        mapped.clear();
    }

    /** Writes a tensor of type F32, F16 or BF16 as float32, exactly. */
    public void copyFloats(String tensor, FloatBuffer target) {
        TensorInfo info = tensor(tensor);
        ByteBuffer bytes = bytes(tensor).duplicate().order(ByteOrder.LITTLE_ENDIAN);
        switch (info.dtype()) {
            case "F32" -> target.put(bytes.asFloatBuffer());
            case "F16" -> FloatWidening.fromFloat16(bytes.asShortBuffer(), target);
            case "BF16" -> FloatWidening.fromBfloat16(bytes.asShortBuffer(), target);
            default -> throw notOfFloats(info);
        }
    }

    /** A tensor of at most 2^31 values as float32. */
    public float[] floats(String tensor) {
        TensorInfo info = tensor(tensor);
        if (!FLOATS.contains(info.dtype())) {
            throw notOfFloats(info); // of a type that we don't know the shape can be anything
        }
        float[] values = new float[Math.toIntExact(info.elements())];
        copyFloats(tensor, FloatBuffer.wrap(values));
        release(tensor);
        return values;
    }

    private SafetensorsException notOfFloats(TensorInfo info) {
        return new SafetensorsException(
                name + ": tensor " + info.name() + " is of type " + info.dtype() + " (expected: F32, F16 or BF16)");
    }

    @Override
    public void close() {
        releaseAll();
        closeQuietly(channel);
    }

    private MappedRegion map(TensorInfo info) {
        if (info.byteLength() > Integer.MAX_VALUE) {
            throw new SafetensorsException(name + ": tensor " + info.name() + " takes " + info.byteLength()
                    + " bytes (expected: at most " + Integer.MAX_VALUE + ")");
        }
        try {
            return new MappedRegion(channel, header.dataStart() + info.begin(), info.byteLength());
        } catch (IOException e) {
            throw new SafetensorsException(name + ": tensor " + info.name() + " cannot be mapped: " + e, e);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Only read from: nothing can have been lost.
            return;
        }
    }
}
