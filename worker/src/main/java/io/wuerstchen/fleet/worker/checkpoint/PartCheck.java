package io.wuerstchen.fleet.worker.checkpoint;

import io.wuerstchen.fleet.worker.checkpoint.ExpectedTensor.Use;
import io.wuerstchen.fleet.worker.weights.NotFinite;
import io.wuerstchen.fleet.worker.weights.SafetensorsException;
import io.wuerstchen.fleet.worker.weights.SafetensorsFile;
import io.wuerstchen.fleet.worker.weights.SafetensorsStream;
import io.wuerstchen.fleet.worker.weights.TensorInfo;
import io.wuerstchen.fleet.worker.wuerstchen.JsonConfig;
import io.wuerstchen.fleet.worker.wuerstchen.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a network's weights are those that its configuration asks for: names, shapes, types, and numbers only. */
final class PartCheck {
    private static final Set<String> FLOATS = Set.of("F32", "F16", "BF16");

    private final Path folder;
    private final Part part;
    private final SafetensorsStream.Listener listener;
    private final List<Fault> faults = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** @param listener hears of bytes that were read */
    PartCheck(Path folder, Part part, SafetensorsStream.Listener listener) {
        this.folder = folder;
        this.part = part;
        this.listener = listener;
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** What is odd and harmless. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Reads every value. */
    void run() {
        try {
            List<ExpectedTensor> expected = part.tensors(JsonConfig.read(folder.resolve(part.config())));
            try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(part.weights()))) {
                check(file, expected);
            }
        } catch (ModelException e) {
            fault(part.config(), e.getMessage());
        } catch (SafetensorsException e) {
            fault(part.weights(), e.getMessage());
        }
    }

    private void check(SafetensorsFile file, List<ExpectedTensor> expected) {
        expected.forEach(tensor -> check(file, tensor));
        Set<String> unread = new TreeSet<>(file.tensors().keySet());
        expected.forEach(tensor -> unread.remove(tensor.name()));
        if (!unread.isEmpty()) {
            remarks.add(part.weights() + ": " + unread.size() + " tensors that nothing reads: "
                    + unread.stream().limit(3).collect(Collectors.joining(", ")));
        }
    }

    private void check(SafetensorsFile file, ExpectedTensor expected) {
        TensorInfo found = file.tensors().get(expected.name());
        if (found == null) {
            if (expected.use() == Use.WEIGHT) {
                fault(expected, "is missing", "shape " + expected.shape());
            }
            return;
        }
        if (!found.shape().equals(expected.shape())) {
            fault(expected, "shape " + found.shape(), expected.shape() + ", as " + part.config() + " says");
        } else if (expected.use() != Use.UNREAD_COUNT && !FLOATS.contains(found.dtype())) {
            fault(expected, "type " + found.dtype(), "F32, F16 or BF16");
        } else if (expected.use() != Use.UNREAD_COUNT) {
            NotFinite.first(file, found).ifPresent(place -> fault(expected, place, "numbers"));
            listener.wrote(found.byteLength());
        }
    }

    private void fault(ExpectedTensor tensor, String found, String expected) {
        faults.add(new Fault(part.weights(), tensor.name(), found, expected));
    }

    /** What others say in a line of their own, which names the file. */
    private void fault(String file, String line) {
        faults.add(Fault.of(file, line.replace(folder.resolve(file) + ": ", ""), ""));
    }
}
