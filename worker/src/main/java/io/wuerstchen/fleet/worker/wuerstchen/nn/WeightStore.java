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

    private final SafetensorsFile file;
    private final NDManager parent;
    private final Kernels kernels;

    private NDManager manager;
    private boolean checking;

    private WeightStore(SafetensorsFile file, NDManager parent, Kernels kernels) {
        this.file = file;
        this.parent = parent;
        manager = parent.newSubManager();
        this.kernels = kernels;
    }

    /**
     * Opens a file; arrays are made when they are asked for.
     *
     * @throws io.wuerstchen.fleet.worker.weights.SafetensorsException if the file is missing or unsound
     */
    public static WeightStore open(Path path, NDManager parent, Kernels kernels) {
        return new WeightStore(SafetensorsFile.open(path), parent, kernels);
    }

    public Parameters parameters() {
        return new Parameters(this, "");
    }

    /** What all weights take as float32. */
    public long bytes() {
        return file.tensors().values().stream()
                .mapToLong(tensor -> tensor.elements() * FLOAT_BYTES)
                .sum();
    }

    /**
     * Lets a network be built of weights without values, only to see whether they are there.
     *
     * @throws io.wuerstchen.fleet.worker.weights.SafetensorsException if one is missing, or its shape or type does not fit
     */
    public void check(Consumer<Parameters> build) {
        checking = true;
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
        return mappable(info) ? map(info, new Shape(shape)) : copy(manager, info, new Shape(shape));
    }

    /** Unmaps a weight that nothing refers to any more. */
    void release(String name) {
        file.release(name);
    }

    /** Libtorch reads floats in the machine's order; an odd header length can leave them unaligned. */
    private boolean mappable(TensorInfo info) {
        return info.dtype().equals("F32")
                && info.byteLength() > 0
                && file.aligned(info.name(), FLOAT_BYTES)
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private NDArray map(TensorInfo info, Shape shape) {
        return manager.create(file.bytes(info.name()), shape, DataType.FLOAT32);
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
            NDArray onDevice = copy(cpu, info, shape).toDevice(manager.getDevice(), true);
            onDevice.attach(manager);
            return onDevice;
        }
    }
}
