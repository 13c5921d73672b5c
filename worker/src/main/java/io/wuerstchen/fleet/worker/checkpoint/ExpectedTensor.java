package io.wuerstchen.fleet.worker.checkpoint;

import java.util.List;

/**
 * A tensor that a configuration asks for.
 *
 * @param use whether the fleet reads it; the reference's own training may need more
 * @param spread of random values
 */
record ExpectedTensor(String name, List<Long> shape, Use use, Spread spread) {
    ExpectedTensor {
        shape = List.copyOf(shape);
    }

    /** What a tensor is for. */
    enum Use {
        WEIGHT,
        /** Of the reference's training alone. */
        UNREAD,
        /** The same, and a whole number. */
        UNREAD_COUNT
    }
}
