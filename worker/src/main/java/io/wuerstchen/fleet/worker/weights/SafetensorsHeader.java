package io.wuerstchen.fleet.worker.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The header of a safetensors file: eight bytes of length, then JSON. Every promise it makes is checked against the file's size. */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata, long dataStart) {
    private static final int LENGTH_BYTES = 8;
    /** The reference implementation's own limit. */
    private static final long MAX_HEADER_BYTES = 100_000_000;
    /** A hundred thousand tensors; brackets alone, within the limit above, would fill gigabytes. */
    private static final long MAX_TOKENS = 2_000_000;

    /** A pointer is a text that begins with {@code version} and a space, read as a length here. */
    private static final long GIT_LFS = ByteBuffer.wrap("version ".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static SafetensorsHeader read(String file, FileChannel channel) throws IOException {
        long length = length(file, channel);
        byte[] json = bytes(file, channel, LENGTH_BYTES, (int) length);
        long dataStart = LENGTH_BYTES + length;
        return parse(file, json, dataStart, channel.size() - dataStart);
    }

    private static long length(String file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw new SafetensorsException(file + ": " + size + " bytes (expected: a safetensors file)");
        }
        long length = ByteBuffer.wrap(bytes(file, channel, 0, LENGTH_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length == GIT_LFS) {
            throw new SafetensorsException(file + ": this is a Git LFS pointer; fetch the weights themselves");
        }
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw new SafetensorsException(file + ": header of " + Long.toUnsignedString(length)
                    + " bytes (expected: at most " + MAX_HEADER_BYTES + ")");
        }
        if (length > size - LENGTH_BYTES) {
            throw new SafetensorsException(file + ": header of " + length + " bytes in a file of " + size
                    + " (expected: a whole safetensors file)");
        }
        return length;
    }

    private static byte[] bytes(String file, FileChannel channel, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new SafetensorsException(file + ": ended while its header was read");
            }
        }
        return buffer.array();
    }

    private static SafetensorsHeader parse(String file, byte[] json, long dataStart, long dataBytes) {
        JsonNode root = root(file, json);
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        root.properties().forEach(entry -> {
            if (entry.getKey().equals("__metadata__")) {
                entry.getValue()
                        .properties()
                        .forEach(pair ->
                                metadata.put(pair.getKey(), pair.getValue().asText()));
            } else {
                tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue()));
            }
        });
        checkLayout(file, tensors, dataBytes);
        return new SafetensorsHeader(Map.copyOf(tensors), Map.copyOf(metadata), dataStart);
    }

    private static JsonNode root(String file, byte[] json) {
        try {
            JsonNode root = JSON.readTree(json);
            if (root == null || !root.isObject()) {
                throw new SafetensorsException(file + ": header is no JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new SafetensorsException(file + ": header is no JSON: " + Unreadable.json(e), e);
        } catch (IOException e) {
            throw new SafetensorsException(file + ": header is no JSON: " + e.getMessage(), e);
        }
    }

    private static TensorInfo tensor(String file, String name, JsonNode node) {
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("dtype").isTextual() || !node.path("shape").isArray() || offsets.size() != 2) {
            throw broken(file, name, "has no dtype, shape and two data_offsets");
        }
        List<Long> shape = new ArrayList<>();
        node.path("shape").forEach(size -> shape.add(natural(file, name, size)));
        TensorInfo tensor = new TensorInfo(
                name,
                node.path("dtype").asText(),
                shape,
                natural(file, name, offsets.path(0)),
                natural(file, name, offsets.path(1)));
        checkLength(file, tensor);
        return tensor;
    }

    private static long natural(String file, String name, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw broken(file, name, "has " + brief(node) + " as a size or offset (expected: a whole number from 0)");
        }
        return node.longValue();
    }

    private static String brief(JsonNode node) {
        String text = node.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static void checkLength(String file, TensorInfo tensor) {
        if (tensor.elementBytes().isEmpty()) {
            return;
        }
        try {
            long expected =
                    Math.multiplyExact(tensor.elements(), tensor.elementBytes().getAsInt());
            if (tensor.byteLength() != expected) {
                throw broken(
                        file,
                        tensor.name(),
                        "takes " + tensor.byteLength() + " bytes (expected: " + expected + " for " + tensor.dtype()
                                + tensor.shape() + ")");
            }
        } catch (ArithmeticException e) {
            throw broken(file, tensor.name(), "has a shape too large to count: " + tensor.shape());
        }
    }

    /** Tensors must fill the data without gap or overlap, in whatever order the header lists them. */
    private static void checkLayout(String file, Map<String, TensorInfo> tensors, long dataBytes) {
        List<TensorInfo> inOrder = new ArrayList<>(tensors.values());
        inOrder.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        long position = 0;
        for (TensorInfo tensor : inOrder) {
            if (tensor.end() < tensor.begin() || tensor.end() > dataBytes) {
                throw broken(
                        file,
                        tensor.name(),
                        "lies at bytes " + tensor.begin() + " to " + tensor.end() + " (expected: within the file's "
                                + dataBytes + " bytes of data)");
            }
            if (tensor.begin() != position) {
                throw broken(
                        file,
                        tensor.name(),
                        "begins at byte " + tensor.begin() + " (expected: " + position
                                + ", where the one before it ends)");
            }
            position = tensor.end();
        }
        if (position != dataBytes) {
            throw new SafetensorsException(
                    file + ": holds " + dataBytes + " bytes of data (expected: " + position + ", as the header says)");
        }
    }

    private static SafetensorsException broken(String file, String tensor, String what) {
        return new SafetensorsException(file + ": tensor " + tensor + " " + what);
    }
}
