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
import java.util.HashMap;
import java.util.Map;
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

    /** What each weight that the network reads takes in memory. */
    private final Map<String, Long> read = new HashMap<>();

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

    /** What those weights take in memory that the network reads; known once it has been checked. */
    public long bytes() {
        return read.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Lets a network be built of weights without values, to see which it reads and whether they are there. They are on the CPU,
     * where memory that nothing is written to is not taken.
     *
     * @throws io.wuerstchen.fleet.worker.weights.SafetensorsException if one is missing, or its shape or type does not fit
     */
    public void check(Consumer<Parameters> build) {
        NDManager ofDevice = manager;
        checking = true;
        try (NDManager cpu = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            manager = cpu;
            build.accept(parameters());
        } finally {
            manager = ofDevice;
            checking = false;
        }
    }

    /** Says that weights are soon unloaded each time that they are loaded. */
    public void pass() {
        passing = true;
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
        TensorInfo info = tensor(name, shape);
        if (checking) {
            return counted(info, shape, FLOAT_BYTES);
        }
        if (manager.getDevice().isGpu()) {
            return loadToDevice(info, new Shape(shape));
        }
        return read(manager, info, new Shape(shape));
    }

    /** A table that rows are taken from: float16 where the precision is to save memory. */
    NDArray table(String name, long... shape) {
        return precision == Precision.FLOAT16_WEIGHTS ? half(name, shape) : load(name, shape);
    }

    /** A linear layer's weight, likewise; at other precisions the layer makes it narrower. */
    NDArray matrix(String name, long... shape) {
        return switch (precision) {
            case FLOAT32 -> load(name, shape);
            case FLOAT16_WEIGHTS -> half(name, shape);
            case INT8 -> narrowing(name, shape, 1);
            case BFLOAT16, FLOAT16 -> narrowing(name, shape, HALF_BYTES);
        };
    }

    private NDArray narrowing(String name, long[] shape, int bytes) {
        return checking ? counted(tensor(name, shape), shape, bytes) : load(name, shape);
    }

    private NDArray counted(TensorInfo info, long[] shape, int bytes) {
        read.put(info.name(), info.elements() * bytes);
        return manager.create(new Shape(shape), DataType.FLOAT32);
    }

    private NDArray half(String name, long... shape) {
        TensorInfo info = tensor(name, shape);
        if (checking) {
            return counted(info, shape, HALF_BYTES);
        }
        if (!manager.getDevice().isGpu() && mappable(info, "F16", HALF_BYTES)) {
            return map(manager, info, new Shape(shape), DataType.FLOAT16);
        }
        NDArray wide = load(name, shape);
        NDArray half = wide.toType(DataType.FLOAT16, true);
        wide.close();
        file.release(name);
        return half;
    }

    private TensorInfo tensor(String name, long... shape) {
        return file.floatTensor(name, LongStream.of(shape).boxed().toArray(Long[]::new));
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
