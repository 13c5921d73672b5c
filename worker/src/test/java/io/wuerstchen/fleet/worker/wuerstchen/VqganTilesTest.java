package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.Goldens;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A picture decoded in tiles is the picture decoded as a whole, its borders included. */
class VqganTilesTest {
    private final Loader loader = new Loader(Device.cpu(), Precision.FLOAT32);
    private final NDScope scope = new NDScope();

    @AfterEach
    void close() {
        scope.close();
        loader.close();
    }

    @ParameterizedTest
    @CsvSource({
        "tiny, 1, 64, 64, 200000",
        "tiny, 2, 37, 53, 100000",
        "tiny, 1, 5, 61, 20000",
        "odd, 1, 41, 23, 100000",
        "odd, 3, 29, 31, 1",
        "emoji, 2, 48, 33, 3000000"
    })
    void tilesEqualTheWhole(String model, int batch, int height, int width, long bytes) {
        Vqgan vqgan = vqgan(model);
        TorchGenerator generator = new TorchGenerator(height);
        long values = 4L * batch * height * width;
        NDArray latents = loader.manager().create(generator.randn((int) values), new Shape(batch, 4, height, width));
        NDArray whole = vqgan.decode(latents, Long.MAX_VALUE, () -> {});

        NDArray tiles = vqgan.decode(latents, bytes, () -> {});

        assertThat(tiles.getShape()).isEqualTo(whole.getShape());
        Goldens.assertNear("pixels", whole.toFloatArray(), tiles.toFloatArray(), 1e-6);
    }

    @Test
    void tellsOfEachLayerOfEachTile() {
        Vqgan vqgan = vqgan("tiny");
        NDArray latents = loader.manager().zeros(new Shape(1, 4, 64, 64));
        AtomicInteger whole = new AtomicInteger();
        AtomicInteger tiles = new AtomicInteger();

        vqgan.decode(latents, Long.MAX_VALUE, whole::incrementAndGet);
        vqgan.decode(latents, 200_000, tiles::incrementAndGet);

        assertThat(whole).hasValueGreaterThan(1);
        assertThat(tiles).hasValueGreaterThan(2 * whole.get());
    }

    @Test
    void cutsIntoAsFewPiecesAsWillDo() {
        VqganTiles tiles =
                new VqganTiles(List.of(VqganLayer.point(4), new VqganLayer(VqganLayer.Sight.NEIGHBOURS, 1, 4, x -> x)));
        Window picture = Window.whole(100, 60);
        long position = 4 * 4 * Float.BYTES;

        assertThat(tiles.pieces(0, picture, 100 * 60 * position)).isEqualTo(1);
        assertThat(tiles.pieces(0, picture, 100 * 60 * position - 1)).isEqualTo(2);
        // A third of each side, and a position more on both.
        assertThat(tiles.pieces(0, picture, (34 + 2) * (20 + 2) * position)).isEqualTo(3);
    }

    @Test
    void knowsWhatTilesDoTwice() {
        VqganTiles tiles = new VqganTiles(List.of(new VqganLayer(VqganLayer.Sight.NEIGHBOURS, 1, 4, x -> x)));
        long half = 6 * 11 * 4 * 4 * Float.BYTES;

        assertThat(tiles.moreWork(Window.whole(10, 20), Long.MAX_VALUE)).isZero();
        assertThat(tiles.moreWork(Window.whole(10, 20), half)).isCloseTo(12 * 22 / 200.0 - 1, within(1e-9));
    }

    @Test
    void saysWhatThatTakesOfTheTime() {
        VqganTiles tiles = new VqganTiles(List.of(VqganLayer.mixing(4)));
        Window picture = Window.whole(10, 20);
        long position = 4 * 4 * Float.BYTES;

        assertThat(tiles.tiling(picture, 10 * 20 * position)).isEmpty();
        assertThat(tiles.tiling(picture, 6 * 11 * position))
                .hasValueSatisfying(tiling -> assertThat(tiling.costs(Duration.ofSeconds(132)))
                        .isEqualTo("stage A in 2x2 tiles: 132.0 s, about 32.0 of them for what tiles do twice"
                                + " (32 % more work)"));
    }

    @Test
    void publishedModelsAreCutFromAMegapixelOn() {
        VqganTiles published = Vqgan.shape(new VqganConfig(3, 4, 2, 2, 12, 384, 0.3764f));

        assertThat(published.tiling(Window.whole(64, 64), DecoderStage.TILE_BYTES))
                .isEmpty();
        assertThat(published.tiling(Window.whole(256, 256), DecoderStage.TILE_BYTES))
                .hasValueSatisfying(tiling -> assertThat(tiling.moreWork()).isBetween(0.02, 0.2));
    }

    private Vqgan vqgan(String model) {
        Path folder = Goldens.model(model).resolve("wuerstchen/vqgan");
        VqganConfig config = VqganConfig.read(JsonConfig.read(folder.resolve("config.json")));
        Network<Vqgan> network = loader.network(
                folder.resolve("diffusion_pytorch_model.safetensors"), weights -> new Vqgan(weights, config));
        network.open(Memory.RESIDENT);
        return network.use(Function.identity());
    }
}
