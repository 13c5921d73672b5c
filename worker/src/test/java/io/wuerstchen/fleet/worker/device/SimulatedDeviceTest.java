package io.wuerstchen.fleet.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.ModelException;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Sampling;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedDeviceTest {
    private static final Sampling SMALL = new Sampling(256, 128, List.of(1f, 0f), List.of(1f, 0f));

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void makeAModelWithoutWeights() throws IOException {
        model = Files.createDirectories(folder.resolve("emoji"));
        Files.createDirectories(model.resolve("wuerstchen-prior"));
        Files.createDirectories(model.resolve("wuerstchen"));
        Files.writeString(model.resolve("fleet.json"), "{\"width\": 128}");
    }

    @Test
    void goesByTheModelsNameAndDefaultsAndNeedsNoWeights() {
        Device device = device("simulated:0ms");

        assertThat(device.model().name()).isEqualTo("emoji");
        assertThat(device.model().digest()).isEqualTo("simulated:emoji");
        assertThat(device.model().defaults()).containsEntry("width", 128);
    }

    @Test
    void drawsTheSamePictureForTheSamePromptAndSeed() {
        List<Picture> first = device("simulated:0ms").draw(SMALL, List.of(drawing("a cat", 7)));
        List<Picture> again = device("simulated:1ms").draw(SMALL, List.of(drawing("a dog", 7), drawing("a cat", 7)));

        assertThat(first.get(0).rgb()).isEqualTo(again.get(1).rgb());
        assertThat(first.get(0).imageEmbeddings().values())
                .isEqualTo(again.get(1).imageEmbeddings().values());
        assertThat(first.get(0).latents().values())
                .isEqualTo(again.get(1).latents().values());
    }

    @Test
    void drawsAnotherOneForAnotherPromptOrSeed() {
        List<Picture> pictures = device("simulated:0ms")
                .draw(SMALL, List.of(drawing("a cat", 7), drawing("a cat", 8), drawing("a dog", 7)));

        assertThat(pictures.get(0).rgb()).isNotEqualTo(pictures.get(1).rgb());
        assertThat(pictures.get(0).rgb()).isNotEqualTo(pictures.get(2).rgb());
    }

    @Test
    void drawsAtTheSizeThatIsAsked() {
        Picture picture =
                device("simulated:0ms").draw(SMALL, List.of(drawing("a", 1))).get(0);

        assertThat(picture.width()).isEqualTo(256);
        assertThat(picture.height()).isEqualTo(128);
        assertThat(picture.rgb()).hasSize(256 * 128 * 3);
    }

    @Test
    void aPictureWeighsHalfOfItsPixelsAsAPhotographDoes() throws IOException {
        Picture picture =
                device("simulated:0ms").draw(SMALL, List.of(drawing("a", 1))).get(0);

        int bytes = png(picture).length;

        assertThat((double) bytes / picture.rgb().length).isBetween(0.4, 0.6);
    }

    @Test
    void takesItsTimeForAMicroBatchAndForEachPicture() {
        Device device = device("simulated:30ms+20ms");
        long start = System.nanoTime();

        device.draw(SMALL, List.of(drawing("a", 1), drawing("b", 2)));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(70));
    }

    @Test
    void showsProgressMeanwhile() {
        AtomicInteger progress = new AtomicInteger();

        device("simulated:1ms").draw(SMALL, List.of(drawing("a", 1)), new StepListener() {
            @Override
            public void onStep(Stage stage, int done, int total) {}

            @Override
            public void onProgress() {
                progress.incrementAndGet();
            }
        });

        assertThat(progress).hasPositiveValue();
    }

    @Test
    void anInterruptDoesNotSpoilTheMicroBatch() {
        Thread.currentThread().interrupt();

        List<Picture> pictures = device("simulated:10ms").draw(SMALL, List.of(drawing("a", 1)));

        assertThat(pictures).hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThatThrownBy(() -> device("simulated:0ms").checkSize(1024, 1024))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage("size: 1024x1024 (expected: at most 262144 pixels, nearest 512x512)");
    }

    @Test
    void saysWhatItIs() {
        assertThat(device("simulated:100ms").description()).isEqualTo("simulated:100ms, no model is run");
        assertThat(device("simulated:1s+20ms").description()).isEqualTo("simulated:1000ms+20ms, no model is run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simulated:", "simulated:100", "simulated:1ms+", "simulated:1ms+2ms+3ms", "simulated:-1ms"})
    void refusesATimeThatIsNone(String device) {
        assertThatThrownBy(() -> Simulation.parse(device))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("device: ")
                .hasMessageEndingWith("(expected: a whole number and ms, s or m, as in 20s)");
    }

    @Test
    void aFolderThatIsNoModelsIsRefused() {
        assertThatThrownBy(() -> SimulatedDevice.of(folder, Simulation.parse("simulated:1ms"), 1))
                .isInstanceOf(ModelException.class);
    }

    private static byte[] png(Picture picture) throws IOException {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = picture.rgb();
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            int colour = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | rgb[3 * i + 2] & 0xFF;
            image.setRGB(i % picture.width(), i / picture.width(), colour);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        return file.toByteArray();
    }

    private Device device(String text) {
        return SimulatedDevice.of(model, Simulation.parse(text), 512 * 512);
    }

    private static Drawing drawing(String prompt, long seed) {
        return new Drawing(prompt, "", seed, 4, 0);
    }
}
