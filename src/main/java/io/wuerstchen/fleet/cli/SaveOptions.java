package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What to keep beside a picture. */
final class SaveOptions {
    @Option(names = "--save-embeddings", description = "Also Stage C's image embeddings, as safetensors.")
    private boolean embeddings;

    @Option(names = "--save-latents", description = "Also Stage B's latents, as safetensors.")
    private boolean latents;

    @Option(
            names = "--latents-dtype",
            paramLabel = "TYPE",
            defaultValue = "f16",
            converter = Dtype.class,
            description = "f16 or f32, for both of these files; ${DEFAULT-VALUE} by default.")
    private Precision precision;

    Set<Save> kept() {
        Set<Save> kept = EnumSet.noneOf(Save.class);
        if (embeddings) {
            kept.add(Save.EMBEDDINGS);
        }
        if (latents) {
            kept.add(Save.LATENTS);
        }
        return kept;
    }

    Precision precision() {
        return precision;
    }

    static final class Dtype implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String value) {
            return Stream.of(Precision.values())
                    .filter(precision -> precision.wireName().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + value + "' (expected: f16 or f32)"));
        }
    }
}
