package io.wuerstchen.fleet.worker.wuerstchen;

import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * What one picture takes of a machine's memory at most, on the CPU in float32, with guidance in Stage C: by the formula that
 * micro-batches are bounded by, without a look at the weights themselves: of those in the files, a few are never loaded.
 *
 * @param resident bytes with all networks in memory
 * @param sequential bytes with one at a time
 */
public record MemoryForecast(long resident, long sequential) {
    private static final int GUIDED_ROWS = 2;

    /** Bytes of float32 that each network's weights take. */
    public record Weights(long priorText, long prior, long decoderText, long decoder, long vqgan) {
        private long all() {
            return priorText + prior + decoderText + decoder + vqgan;
        }
    }

    /**
     * For a square picture.
     *
     * @param side in pixels, one that the model can draw
     * @throws ModelException if the folder is no model's
     */
    public static MemoryForecast of(Path modelDirectory, Weights weights, int side) {
        ModelDirectory directory = ModelDirectory.of(modelDirectory);
        Path prior = directory.prior();
        Path decoder = directory.decoder();
        Geometry geometry = DrawableSides.geometry(directory, (long) side * side);
        long embeddings = square(geometry.embeddings(side));
        long latents = square(geometry.latents(side));
        PriorConfig priorConfig = PriorConfig.read(json(prior, "prior"));
        DecoderConfig decoderConfig = DecoderConfig.read(json(decoder, "decoder"));
        long kept = Footprint.kept(decoderConfig, text(decoder), latents);
        long inPrior = GUIDED_ROWS * Footprint.prior(priorConfig, text(prior), embeddings)
                + Footprint.kept(priorConfig, text(prior), embeddings)
                + TextStates.AT_ONCE * Footprint.text(TextEncoderConfig.read(json(prior, "text_encoder")));
        long inDecoder = Footprint.decoder(decoderConfig, text(decoder), latents)
                + kept
                + TextStates.AT_ONCE * Footprint.text(TextEncoderConfig.read(json(decoder, "text_encoder")));
        long inVqgan =
                Footprint.vqgan(VqganConfig.read(json(decoder, "vqgan")), latents, DecoderStage.TILE_BYTES) + kept;
        long picture = largest(inPrior, inDecoder, inVqgan);
        long stage = largest(
                Math.max(weights.priorText(), weights.prior()) + inPrior,
                Math.max(weights.decoderText(), weights.decoder()) + inDecoder,
                weights.vqgan() + inVqgan);
        long process = DeviceMemory.ofProcess();
        return new MemoryForecast(process + weights.all() + picture, process + stage);
    }

    private static JsonConfig json(Path half, String part) {
        return JsonConfig.read(half.resolve(part).resolve("config.json"));
    }

    private static long text(Path half) {
        return TextEncoderConfig.read(json(half, "text_encoder")).maxPositions();
    }

    private static long square(long side) {
        return side * side;
    }

    private static long largest(long... values) {
        return LongStream.of(values).max().orElseThrow();
    }
}
