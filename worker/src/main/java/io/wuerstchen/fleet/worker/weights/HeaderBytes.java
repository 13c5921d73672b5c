package io.wuerstchen.fleet.worker.weights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What stands before the values in a safetensors file: the header's length, the header, and spaces up to a multiple of eight. */
final class HeaderBytes {
    private static final int ALIGNMENT = 8;
    /** As the format's own library has it: wide types first, so that all lie at multiples of their size. */
    private static final Comparator<TensorSpec> ORDER =
            Comparator.comparing(TensorSpec::elementBytes).reversed().thenComparing(TensorSpec::name);

    private HeaderBytes() {}

    /** The order in which values follow. */
    static List<TensorSpec> inOrder(List<TensorSpec> tensors) {
        return tensors.stream().sorted(ORDER).toList();
    }

    /** @param tensors in order */
    static byte[] of(List<TensorSpec> tensors, Map<String, String> metadata) {
        byte[] json = json(tensors, metadata).toString().getBytes(StandardCharsets.UTF_8);
        int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] padded = Arrays.copyOf(json, length);
        Arrays.fill(padded, json.length, length, (byte) ' ');
        return ByteBuffer.allocate(ALIGNMENT + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(padded)
                .array();
    }

    private static ObjectNode json(List<TensorSpec> tensors, Map<String, String> metadata) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) {
            ObjectNode entries = header.putObject("__metadata__");
            new TreeMap<>(metadata).forEach(entries::put);
        }
        long begin = 0;
        for (TensorSpec tensor : tensors) {
            long end = begin + tensor.byteLength();
            ObjectNode entry = header.putObject(tensor.name()).put("dtype", tensor.dtype());
            ArrayNode shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        return header;
    }
}
