package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wuerstchen.fleet.worker.wuerstchen.BadImageException.Kind;
import io.wuerstchen.fleet.worker.wuerstchen.Finish.Parts;
import java.util.List;
import org.junit.jupiter.api.Test;

class FinishTest {
    private static final NoiseDrawn NOISE = new NoiseDrawn(1, 2);
    private final Finish finish = new Finish();

    @Test
    void roundsHalfToEvenAndClamps() {
        finish.add(parts(1, 1, -3, 0.5f, 0.0098f, 2, 1, 0.25f), NOISE, List.of());

        // 0.5 · 255 = 127.5, of which the even neighbour is 128
        assertThat(finish.pictures().get(0).rgb()).containsExactly(0, (byte) 128, 2, (byte) 255, (byte) 255, 64);
    }

    @Test
    void warnsOfAFlatPicture() {
        finish.add(parts(1, 1, 0.1f, 0.2f, 0.3f, 0.1f, 0.2f, 0.3f), NOISE, List.of("prompt: cut"));

        assertThat(finish.pictures().get(0).warnings())
                .containsExactly("prompt: cut", "image: every pixel has the same colour");
    }

    @Test
    void keepsGoodPicturesApartFromBadOnes() {
        finish.add(parts(Float.NaN, 1, 0, 0, 0, 1, 1, 1), NOISE, List.of());
        finish.add(parts(1, 1, 0, 0, 0, 1, 1, 1), NOISE, List.of());
        finish.add(parts(1, Float.POSITIVE_INFINITY, 0, 0, 0, 1, 1, 1), NOISE, List.of());
        finish.add(parts(1, 1, Float.NEGATIVE_INFINITY, 0, 0, 1, 1, 1), NOISE, List.of());

        assertThatExceptionOfType(BadImageException.class)
                .isThrownBy(finish::pictures)
                .withMessage("NaN or infinity in the image embeddings of drawing 0,"
                        + " NaN or infinity in the latents of drawing 2, NaN or infinity in the pixels of drawing 3")
                .satisfies(e -> assertThat(e.good()).containsOnlyKeys(1))
                .satisfies(e -> assertThat(e.bad())
                        .containsEntry(0, Kind.IMAGE_EMBEDDINGS_NOT_FINITE)
                        .containsEntry(2, Kind.LATENTS_NOT_FINITE)
                        .containsEntry(3, Kind.PIXELS_NOT_FINITE));
    }

    @Test
    void aPictureThatIsBlackAllOverIsNone() {
        finish.add(parts(1, 1, 0, 0, -2, 0, 0.001f, 0), NOISE, List.of());
        finish.add(parts(1, 1, 0, 0, 0, 0, 0.01f, 0), NOISE, List.of());

        assertThatExceptionOfType(BadImageException.class)
                .isThrownBy(finish::pictures)
                .withMessage("nothing but black in the pixels of drawing 0")
                .satisfies(e -> assertThat(e.good()).containsOnlyKeys(1));
    }

    @Test
    void showsItsPixelsAsABufferedImage() {
        finish.add(parts(1, 1, 1, 0, 0, 0, 1, 0), NOISE, List.of());

        assertThat(finish.pictures().get(0).image().toBufferedImage().getRGB(0, 0))
                .isEqualTo(0xffff0000);
        assertThat(finish.pictures().get(0).image().toBufferedImage().getRGB(1, 0))
                .isEqualTo(0xff00ff00);
    }

    /** Two pixels beside each other. */
    private static Parts parts(float embedding, float latent, float... pixels) {
        return new Parts(
                new Tensor(List.of(1L), new float[] {embedding}),
                new Tensor(List.of(1L), new float[] {latent}),
                new Tensor(List.of(1L, 1L, 2L, 3L), pixels));
    }
}
