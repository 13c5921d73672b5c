package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * States of texts, each encoded once however often it is asked for at a time, and the empty one, by which guidance is without a
 * prompt, once for as long as a model is open. Used by one thread at a time.
 */
final class TextStates {
    /** Enough to keep a processor busy, and so few that they take little memory. */
    static final int AT_ONCE = 8;

    private static final String EMPTY = "";

    private final NDManager manager;
    private Tensor empty;

    TextStates(NDManager manager) {
        this.manager = manager;
    }

    /**
     * States in the texts' order, [B, T, D].
     *
     * @param encoder gives states [P, T, D] for each list of texts; it is not called if there is nothing to encode
     */
    NDArray of(List<String> texts, Function<List<List<String>>, NDList> encoder) {
        List<List<String>> parts = parts(texts);
        NDList encoded = parts.isEmpty() ? new NDList() : encoder.apply(parts);
        Map<String, NDArray> states = new HashMap<>();
        for (int part = 0; part < parts.size(); part++) {
            for (int row = 0; row < parts.get(part).size(); row++) {
                states.put(parts.get(part).get(row), encoded.get(part).get(row)); // [T, D]
            }
        }
        remember(states);
        NDList ordered = new NDList();
        texts.forEach(text -> ordered.add(states.get(text)));
        return NDArrays.stack(ordered);
    }

    /** What has to be encoded: the empty text by itself, so that its states are the same whatever comes with it. */
    private List<List<String>> parts(List<String> texts) {
        List<List<String>> parts = new ArrayList<>();
        if (empty == null && texts.contains(EMPTY)) {
            parts.add(List.of(EMPTY));
        }
        List<String> others =
                texts.stream().distinct().filter(text -> !text.equals(EMPTY)).toList();
        for (int from = 0; from < others.size(); from += AT_ONCE) {
            parts.add(others.subList(from, Math.min(from + AT_ONCE, others.size())));
        }
        return parts;
    }

    private void remember(Map<String, NDArray> states) {
        if (empty != null) {
            Shape shape = new Shape(empty.shape().get(0), empty.shape().get(1));
            states.put(EMPTY, manager.create(empty.values(), shape));
        } else if (states.containsKey(EMPTY)) {
            empty = Tensor.of(states.get(EMPTY));
        }
    }
}
