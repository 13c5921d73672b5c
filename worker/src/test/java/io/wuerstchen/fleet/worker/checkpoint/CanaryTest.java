package io.wuerstchen.fleet.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.wuerstchen.NoiseDrawn;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.RgbImage;
import io.wuerstchen.fleet.worker.wuerstchen.Tensor;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanaryTest {
    @Test
    void thatDiffersTheSecondTimeIsAFault() {
        assertThat(run(picture(1, 1, 1), picture(1, 1, 1))).isEmpty();
        assertThat(run(picture(1, 1, 1), picture(2, 1, 1)))
                .containsExactly("canary: other image embeddings the second time (expected: the same)");
        assertThat(run(picture(1, 1, 1), picture(1, 2, 1)))
                .containsExactly("canary: other latents the second time (expected: the same)");
        assertThat(run(picture(1, 1, 1), picture(1, 1, 2)))
                .containsExactly("canary: other pixels the second time (expected: the same)");
    }

    private static List<String> run(Picture first, Picture second) {
        Iterator<Picture> pictures = List.of(first, second).iterator();
        return Canary.run(pictures::next).stream().map(Fault::toString).toList();
    }

    private static Picture picture(float embedding, float latent, int pixel) {
        var image = new RgbImage(1, 2, new byte[] {(byte) pixel, 0, 0, 7, 8, 9});
        return new Picture(
                image,
                new Tensor(List.of(1L), new float[] {embedding}),
                new Tensor(List.of(1L), new float[] {latent}),
                new NoiseDrawn(0, 0),
                List.of());
    }
}
