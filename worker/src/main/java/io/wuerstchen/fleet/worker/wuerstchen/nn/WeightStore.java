package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.weights.SafetensorsFile;
import io.wuerstchen.fleet.worker.weights.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The weights of one trained part as float32 arrays on the device. On the CPU a tensor of type F32 stays in the mapped file and is
 * not copied, so the arrays go first on close and the mapping after them.
 */
public final class WeightStore implements AutoCloseable {
    private static final int FLOAT_BYTES = 4;
    private static final int HALF_BYTES = 2;

    private final SafetensorsFile file;
    private final NDManager parent;
    private final Kernels kernels;
    private final Precision precision;

    private NDManager manager;
    private boolean checking;
    private boolean passing;

    private WeightStore(SafetensorsFile file, NDManager parent, Kernels kernels, Precision precision) {
        this.file = file;
        this.precision = precision;
        this.parent = parent;
        manager = parent.newSubManager();
        this.kernels = kernels;
    }

    /**
     * Opens a file; arrays are made when they are asked for.
     *
     * @throws io.wuerstchen.fleet.worker.weights.SafetensorsException if the file is missing or unsound
     */
    public static WeightStore open(Path path, NDManager parent, Kernels kernels, Precision precision) {
        return new WeightStore(SafetensorsFile.open(path), parent, kernels, precision);
    }

    public Parameters parameters() {
        return new Parameters(this, "");
    }

    /** What all weights take in memory. */
    public long bytes() {
        return file.tensors().values().stream()
                .mapToLong(tensor -> tensor.elements() * (halved(tensor) ? HALF_BYTES : FLOAT_BYTES))
                .sum();
    }

    private boolean halved(TensorInfo tensor) {
        return precision == Precision.FLOAT16_WEIGHTS && tensor.shape().size() == 2;
    }

    /**
     * Lets a network be built of weights without values, only to see whether they are there. Those that are loaded later are
     * soon unloaded again.
     *
     * @throws io.wuerstchen.fleet.worker.weights.SafetensorsException if one is missing, or its shape or type does not fit
     */
    public void check(Consumer<Parameters> build) {
        checking = true;
        passing = true;
        try {
            build.accept(parameters());
        } finally {
            checking = false;
            unload();
        }
    }

    /** Whether nothing needs to be computed of weights, as they have no values. */
    boolean checking() {
        return checking;
    }

    /** Whether linear layers' weights are worth the copy in the processor's own order, which cannot stay in the mapped file. */
    boolean packs() {
        return kernels.packs() && !checking && !passing;
    }

    /** Frees everything that was made of {@link #parameters}; whoever asks for them again gets them anew. */
    public void unload() {
        manager.close();
        file.releaseAll();
        manager = parent.newSubManager();
    }

    @Override
    public void close() {
        manager.close();
        file.close();
    }

    Precision precision() {
        return precision;
    }

    Kernels kernels() {
        return kernels;
    }

    NDManager manager() {
        return manager;
    }

    NDArray load(String name, long... shape) {
        TensorInfo info = file.floatTensor(name, LongStream.of(shape).boxed().toArray(Long[]::new));
        if (checking) {
            return manager.create(new Shape(shape), DataType.FLOAT32);
        }
        if (manager.getDevice().isGpu()) {
            return loadToDevice(info, new Shape(shape));
        }
        return read(manager, info, new Shape(shape));
    }

    /** A linear layer's weight, or a table that rows are taken from: float16 where the precision is to save memory. */
    NDArray matrix(String name, long... shape) {
        if (precision != Precision.FLOAT16_WEIGHTS || checking) {
            return load(name, shape);
        }
        TensorInfo info = file.floatTensor(name, LongStream.of(shape).boxed().toArray(Long[]::new));
        if (!manager.getDevice().isGpu() && mappable(info, "F16", HALF_BYTES)) {
            return map(manager, info, new Shape(shape), DataType.FLOAT16);
        }
        NDArray wide = load(name, shape);
        NDArray half = wide.toType(DataType.FLOAT16, true);
        wide.close();
        file.release(name);
        return half;
    }

    /** Unmaps a weight that nothing refers to any more. */
    void release(String name) {
        file.release(name);
    }

    /** Libtorch reads floats in the machine's order; an odd header length can leave them unaligned. */
    private boolean mappable(TensorInfo info, String type, int bytes) {
        return info.dtype().equals(type)
                && info.byteLength() > 0
                && file.aligned(info.name(), bytes)
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private NDArray read(NDManager owner, TensorInfo info, Shape shape) {
        if (mappable(info, "F32", FLOAT_BYTES)) {
            return map(owner, info, shape, DataType.FLOAT32);
        }
        return mappable(info, "F16", HALF_BYTES) ? widened(owner, info, shape) : copy(owner, info, shape);
    }

    private NDArray map(NDManager owner, TensorInfo info, Shape shape, DataType type) {
        return owner.create(file.bytes(info.name()), shape, type);
    }

    /** By libtorch, which does it in vectors and on all threads. */
    private NDArray widened(NDManager owner, TensorInfo info, Shape shape) {
        try (NDArray half = map(owner, info, shape, DataType.FLOAT16)) {
            return half.toType(DataType.FLOAT32, true);
        } finally {
            file.release(info.name());
        }
    }

    private NDArray copy(NDManager owner, TensorInfo info, Shape shape) {
        NDArray array = owner.create(shape, DataType.FLOAT32);
        ByteBuffer memory = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
        file.copyFloats(info.name(), memory.asFloatBuffer());
        file.release(info.name());
        return array;
    }

    private NDArray loadToDevice(TensorInfo info, Shape shape) {
        try (NDManager cpu = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray onDevice = read(cpu, info, shape).toDevice(manager.getDevice(), true);
            onDevice.attach(manager);
            file.release(info.name());
            return onDevice;
        }
    }
}
