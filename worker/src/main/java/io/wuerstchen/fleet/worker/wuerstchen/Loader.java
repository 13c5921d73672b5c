package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Kernels;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import io.wuerstchen.fleet.worker.wuerstchen.nn.WeightStore;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns everything a model keeps open: arrays, mapped files, native tokenizers. Closes the last opened first. */
final class Loader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Loader.class);

    private final NDManager manager;
    private final Kernels kernels;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final List<Network<?>> networks = new ArrayList<>();

    private final Precision precision;

    /** @throws IllegalArgumentException if another pipeline has the card */
    Loader(Device device, Precision precision) {
        this.precision = precision;
        if (device.isGpu()) {
            opened.push(CardLock.take(device.getDeviceId()));
        }
        try {
            manager = NDManager.newBaseManager(device, "PyTorch");
            opened.push(manager);
            kernels = Kernels.load(device);
            opened.push(kernels);
            require(precision);
        } catch (RuntimeException | Error e) {
            close(); // A card that could not be opened is free again, for this process too.
            throw e;
        }
    }

    private void require(Precision precision) {
        if (precision == Precision.INT8 && !kernels.packs()) {
            throw new IllegalArgumentException(
                    "precision: int8 (expected: float32 or float16-weights, as this processor has no more)");
        }
    }

    /** For arrays of a run; whoever makes them closes them. */
    NDManager manager() {
        return manager;
    }

    /**
     * A network of the weights in a file, to be opened.
     *
     * @throws io.wuerstchen.fleet.worker.weights.SafetensorsException if a weight is missing, or its shape or type does not fit
     */
    <N> Network<N> network(Path file, Function<Parameters, N> build) {
        WeightStore store = WeightStore.open(file, manager, kernels, precision);
        opened.push(store);
        Network<N> network = Network.checked(file.getParent().getFileName().toString(), store, build);
        networks.add(network);
        return network;
    }

    List<Network<?>> networks() {
        return networks;
    }

    Tokenizer tokenizer(Path folder, TextEncoderConfig encoder) {
        Tokenizer tokenizer = Tokenizer.load(folder, encoder);
        opened.push(tokenizer);
        return tokenizer;
    }

    int openArrays() {
        return manager.getManagedArrays().size() + kernels.openArrays();
    }

    /** One that fails to close does not keep the others open. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            close(opened.pop());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            log.atWarn().setCause(e).addKeyValue("reason", e.toString()).log("part of the model could not be closed");
        }
    }
}
