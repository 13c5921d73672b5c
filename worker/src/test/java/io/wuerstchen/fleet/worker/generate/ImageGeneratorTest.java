package io.wuerstchen.fleet.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.StoredImage.MicroBatchRef;
import io.wuerstchen.fleet.worker.microbatch.MicroBatch;
import io.wuerstchen.fleet.worker.testing.FakeModel;
import io.wuerstchen.fleet.worker.testing.Samples;
import io.wuerstchen.fleet.worker.wuerstchen.DoesNotFitException;
import io.wuerstchen.fleet.worker.wuerstchen.Drawing;
import io.wuerstchen.fleet.worker.wuerstchen.StageOutOfMemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageGeneratorTest {
    private static final MicroBatchKey KEY = MicroBatchKey.of(Samples.job(0).parameters());

    private final FakeModel model = new FakeModel();
    private int references;
    private final ImageGenerator generator = new ImageGenerator(model, () -> "m" + references++);

    @Test
    void drawsAllAtOnceWhereNothingFails() {
        List<Generated> generated = generator.generate(microBatch(3));

        MicroBatchRef reference = new MicroBatchRef("m0", KEY.toString(), 3);
        assertThat(generated)
                .extracting(each -> ((Generated.Drawn) each).microBatch())
                .containsExactly(reference, reference, reference);
        assertPicturesAreTheirOwn(generated);
        assertThat(model.sizes()).containsExactly(3);
    }

    @Test
    void asksForThePicturesOfAJobByTheirOwnSeeds() {
        PlannedImage third = new PlannedImage(Samples.job(40, "a fox", Samples.canvas(128, 128, 3)), 2);

        generator.generate(new MicroBatch<>(KEY, List.of(third)));

        assertThat(model.runs()).containsExactly(List.of(new Drawing("a fox", "", 42, 4, 0)));
    }

    @Test
    void halvesUntilTheCulpritStandsAlone() {
        model.breakAt(5);

        List<Generated> generated = generator.generate(microBatch(8));

        assertThat(generated)
                .filteredOn(Generated.Failed.class::isInstance)
                .singleElement()
                .satisfies(failed -> {
                    assertThat(failed.planned().seed()).isEqualTo(5);
                    assertThat(((Generated.Failed) failed).kind()).isEqualTo(FailureKind.MODEL_ERROR);
                    assertThat(((Generated.Failed) failed).cause()).hasMessageContaining("cannot draw");
                });
        assertPicturesAreTheirOwn(generated);
        assertThat(model.sizes()).containsExactly(8, 4, 4, 2, 1, 1, 2);
    }

    @Test
    void saysOfEachPictureWhatReallyRanAtOnce() {
        model.breakAt(0);

        List<Generated> generated = generator.generate(microBatch(4));

        assertThat(generated.subList(1, 4))
                .extracting(each -> ((Generated.Drawn) each).microBatch().size())
                .containsExactly(1, 2, 2);
        assertThat(generated.subList(2, 4))
                .extracting(each -> ((Generated.Drawn) each).microBatch().id())
                .containsOnly(((Generated.Drawn) generated.get(3)).microBatch().id());
    }

    @Test
    void findsEveryCulprit() {
        model.breakAt(0, 1, 2, 3, 4);

        List<Generated> generated = generator.generate(microBatch(5));

        assertThat(generated).hasSize(5).allMatch(Generated.Failed.class::isInstance);
    }

    @Test
    void drawsOnlyBadImagesAgain() {
        model.drawBadly(1, 3);

        List<Generated> generated = generator.generate(microBatch(4));

        assertThat(model.sizes()).containsExactly(4, 1, 1);
        assertThat(generated)
                .filteredOn(Generated.Failed.class::isInstance)
                .extracting(each -> ((Generated.Failed) each).kind())
                .containsExactly(FailureKind.BAD_IMAGE, FailureKind.BAD_IMAGE);
        assertThat(generated)
                .filteredOn(Generated.Drawn.class::isInstance)
                .extracting(each -> ((Generated.Drawn) each).microBatch().size())
                .containsExactly(4, 4);
        assertPicturesAreTheirOwn(generated);
    }

    @Test
    void keepsABadImageThatIsGoodTheSecondTime() {
        model.drawBadlyOnce(2);

        List<Generated> generated = generator.generate(microBatch(3));

        assertThat(generated).allMatch(Generated.Drawn.class::isInstance);
        assertThat(((Generated.Drawn) generated.get(2)).microBatch().size()).isEqualTo(1);
    }

    @Test
    void aBadImageThatWasAloneFromTheStartIsDrawnOnceMoreToo() {
        model.drawBadlyOnce(0);

        List<Generated> generated = generator.generate(microBatch(1));

        assertThat(generated).allMatch(Generated.Drawn.class::isInstance);
        assertThat(model.sizes()).containsExactly(1, 1);
    }

    @Test
    void halvesWhatTheDeviceHasNoMemoryFor() {
        model.allowAtOnce(2);

        List<Generated> generated = generator.generate(microBatch(8));

        assertThat(generated).allMatch(Generated.Drawn.class::isInstance);
        assertPicturesAreTheirOwn(generated);
        assertThat(model.sizes()).containsExactly(8, 4, 2, 2, 4, 2, 2);
    }

    @Test
    void whatTheDeviceHasNoMemoryForEvenAloneIsOutOfMemory() {
        model.allowAtOnce(0);

        List<Generated> generated = generator.generate(microBatch(2));

        assertThat(generated)
                .extracting(each -> ((Generated.Failed) each).kind())
                .containsExactly(FailureKind.OUT_OF_MEMORY, FailureKind.OUT_OF_MEMORY);
    }

    @Test
    void whatDoesNotFitTogetherIsDrawnInHalves() {
        List<Integer> sizes = new ArrayList<>();
        ImageGenerator.Model budgeted = (sampling, drawings, listener) -> {
            sizes.add(drawings.size());
            if (drawings.size() > 2) {
                throw new DoesNotFitException("size: 4 of 1024x1024 needs 9 GB", false);
            }
            return model.draw(sampling, drawings, listener);
        };

        List<Generated> generated = new ImageGenerator(budgeted, () -> "m").generate(microBatch(4));

        assertThat(sizes).containsExactly(4, 2, 2);
        assertPicturesAreTheirOwn(generated);
    }

    @ParameterizedTest
    @MethodSource("failuresOfEachAlone")
    void whatTheModelFindsImpossibleForEachAloneIsNotTriedAgain(RuntimeException failure, FailureKind kind) {
        List<Integer> sizes = new ArrayList<>();
        ImageGenerator.Model model = (sampling, drawings, listener) -> {
            sizes.add(drawings.size());
            throw failure;
        };

        List<Generated> generated = new ImageGenerator(model, () -> "m").generate(microBatch(3));

        assertThat(sizes).containsExactly(3);
        assertThat(generated)
                .extracting(each -> ((Generated.Failed) each).kind())
                .containsExactly(kind, kind, kind);
        assertThat(generated)
                .extracting(each -> each.planned().job().id().row())
                .containsExactly(0L, 1L, 2L);
    }

    private static Stream<Arguments> failuresOfEachAlone() {
        return Stream.of(
                Arguments.of(new StageOutOfMemoryException("out of memory", null), FailureKind.OUT_OF_MEMORY),
                Arguments.of(new DoesNotFitException("size: 4096x4096 needs 9 GB", true), FailureKind.OUT_OF_MEMORY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA out of memory. Tried to allocate 2.00 GiB",
                "CUDA error: out of memory",
                "[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory: you tried to allocate",
                "cuBLAS: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle)"
            })
    void knowsWhatEnginesSayWhenMemoryIsShort(String message) {
        RuntimeException failure = new IllegalStateException("forward failed", new RuntimeException(message));

        assertThat(DeviceFailures.kind(failure)).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(DeviceFailures.isLost(failure)).isFalse();
    }

    @Test
    void aHeapThatIsFullIsOutOfMemoryToo() {
        assertThat(DeviceFailures.kind(new OutOfMemoryError("Java heap space"))).isEqualTo(FailureKind.OUT_OF_MEMORY);
    }

    @Test
    void aDeviceThatCudaHasGivenUpIsLostAndNobodyIsBlamed() {
        model.failAlways("CUDA error: an illegal memory access was encountered");

        assertThatThrownBy(() -> generator.generate(microBatch(4)))
                .isInstanceOf(DeviceLostException.class)
                .hasMessage("the device is lost: CUDA error: an illegal memory access was encountered");
        assertThat(model.sizes()).containsExactly(4);
    }

    @Test
    void picturesThatAreMissingAreDrawnAgain() {
        model.forgetOnce();

        List<Generated> generated = generator.generate(microBatch(2));

        assertThat(generated).allMatch(Generated.Drawn.class::isInstance);
        assertThat(model.sizes()).containsExactly(2, 1, 1);
    }

    private static MicroBatch<MicroBatchKey, PlannedImage> microBatch(int size) {
        return new MicroBatch<>(
                KEY,
                IntStream.range(0, size)
                        .mapToObj(row -> new PlannedImage(Samples.job(row), 0))
                        .toList());
    }

    /** In the order that was asked for, and each with the picture of its own seed. */
    private static void assertPicturesAreTheirOwn(List<Generated> generated) {
        for (int row = 0; row < generated.size(); row++) {
            assertThat(generated.get(row).planned().job().id().row()).isEqualTo(row);
            if (generated.get(row) instanceof Generated.Drawn drawn) {
                assertThat(drawn.picture().rgb()[0]).isEqualTo((byte) row);
            }
        }
    }
}
