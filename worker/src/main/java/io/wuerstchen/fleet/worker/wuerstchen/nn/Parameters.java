package io.wuerstchen.fleet.worker.wuerstchen.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** The weights under one name of a checkpoint; names are the checkpoint's own. */
public final class Parameters {
    private final WeightStore store;
    private final String prefix;

    Parameters(WeightStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** The parameters whose names begin with this one's, a dot, and the given name. */
    public Parameters at(Object name) {
        return new Parameters(store, prefix + name + ".");
    }

    /**
     * A weight as float32 on the device.
     *
     * @throws io.wuerstchen.fleet.worker.weights.SafetensorsException if it is missing, or its shape or type does not fit
     */
    public NDArray get(String name, long... shape) {
        return store.load(prefix + name, shape);
    }

    /** A table that rows are taken from, as {@link #get}, in float16 where the precision is to save memory. */
    public NDArray table(String name, long... shape) {
        return store.table(prefix + name, shape);
    }

    /** A linear layer's weight, likewise. */
    NDArray matrix(String name, long... shape) {
        return store.matrix(prefix + name, shape);
    }

    /** Whether linear layers' weights are worth a copy in the processor's own order. */
    boolean packs() {
        return store.packs();
    }

    /** Whether weights have no values, as a network is built only to see whether they are there. */
    boolean checking() {
        return store.checking();
    }

    /** Frees the memory of a weight whose array has been closed. */
    void release(String name) {
        store.release(prefix + name);
    }

    /** What linear layers compute in. */
    Precision precision() {
        return store.precision();
    }

    public Kernels kernels() {
        return store.kernels();
    }

    /** Owns what a block computes from its weights at load. */
    NDManager manager() {
        return store.manager();
    }
}
