package io.wuerstchen.fleet.worker.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.FloatTensor;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsWriterTest {
    @Test
    void writesHalvesAfterAPaddedHeader() {
        var tensor = new FloatTensor("x", List.of(1L, 2L), new float[] {1, -2});

        byte[] file = new SafetensorsWriter(Precision.F16).write(List.of(tensor), Map.of("seed", "7"));

        String header = "{\"__metadata__\":{\"seed\":\"7\"},"
                + "\"x\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]}}";
        int padding = -header.length() & 7;
        assertThat(padding).isPositive();
        assertThat(HexFormat.of().formatHex(file))
                .isEqualTo(HexFormat.of().toHexDigits((byte) (header.length() + padding))
                        + "00000000000000"
                        + HexFormat.of().formatHex(header.getBytes(StandardCharsets.US_ASCII))
                        + "20".repeat(padding)
                        + "003c00c0");
    }

    @Test
    void sortsTensorsAndMetadata() {
        var b = new FloatTensor("b", List.of(), new float[] {2});
        var a = new FloatTensor("a", List.of(0L, 3L), new float[0]);

        byte[] file = new SafetensorsWriter(Precision.F32).write(List.of(b, a), Map.of("z", "ü", "y", "\n"));

        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) buffer.getLong();
        assertThat(new String(file, 8, header, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"__metadata__\":{\"y\":\"\\n\",\"z\":\"ü\"},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[0,0]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}");
        assertThat(header % 8).isZero();
        assertThat(buffer.getFloat(8 + header)).isEqualTo(2);
        assertThat(file).hasSize(8 + header + 4);
    }

    @Test
    void refusesAShapeThatIsNotTheValues() {
        assertThatThrownBy(() -> new FloatTensor("x", List.of(2L, 2L), new float[3]))
                .hasMessage("x: 3 values (expected: 4, shape [2, 2])");
    }
}
