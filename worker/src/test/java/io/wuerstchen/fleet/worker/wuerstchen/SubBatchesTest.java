package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.wuerstchen.fleet.worker.wuerstchen.MemoryPlan.Need;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.SubBatches.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stage that has room for so many pictures only, and a device that has less than was thought. */
class SubBatchesTest {
    private static final Kind KIND = new Kind(Stage.DECODER, 1024, 1024, true);

    private final NDManager manager = NDManager.newBaseManager();
    private final List<Integer> tried = new ArrayList<>();
    private int frees;
    private int room = Integer.MAX_VALUE;

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void runsAllAtOnceWhereAllFit() {
        float[] drawn = run(subBatches(100), KIND, 5);

        assertThat(tried).containsExactly(5);
        assertThat(drawn).isEqualTo(alone(5));
    }

    @Test
    void takesNoMoreAtOnceThanTheBudgetHasRoomFor() {
        float[] drawn = run(subBatches(2), KIND, 5);

        assertThat(tried).containsExactly(2, 2, 1);
        assertThat(drawn).isEqualTo(alone(5));
    }

    @Test
    void refusesWhatDoesNotFitEvenAlone() {
        assertThatThrownBy(() -> run(subBatches(0), KIND, 1))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessage(
                        "size: 1024x1024, guided, in stage decoder needs 1.70 GB of memory, 0.20 of them for weights"
                                + " (expected: at most the budget of 0.70 GB; --memory-budget sets it)");
        assertThat(tried).isEmpty();
    }

    @Test
    void halvesWhenMemoryIsShortAndDrawsTheSameNoise() {
        room = 3;

        float[] drawn = run(subBatches(100), KIND, 7);

        assertThat(tried).containsExactly(7, 3, 3, 1);
        assertThat(frees).isEqualTo(1);
        assertThat(drawn).isEqualTo(alone(7));
    }

    @Test
    void remembersForPicturesOfTheSameKind() {
        room = 2;
        SubBatches subBatches = subBatches(100);
        run(subBatches, KIND, 4);
        tried.clear();

        run(subBatches, KIND, 4);

        assertThat(tried).containsExactly(2, 2);
    }

    @Test
    void forgetsNothingAboutOtherKinds() {
        room = 1;
        SubBatches subBatches = subBatches(100);
        run(subBatches, KIND, 2);
        room = 4;
        tried.clear();

        run(subBatches, new Kind(Stage.DECODER, 1024, 512, true), 4);
        run(subBatches, new Kind(Stage.PRIOR, 1024, 1024, true), 4);

        assertThat(tried).containsExactly(4, 4);
    }

    @Test
    void onePictureThatFindsNoMemoryIsOutOfMemory() {
        room = 0;

        assertThatThrownBy(() -> run(subBatches(100), KIND, 2))
                .isInstanceOf(StageOutOfMemoryException.class)
                .hasMessageContaining("out of memory: 1024x1024, guided, in stage decoder")
                .hasRootCauseMessage("CUDA out of memory. Tried to allocate 2.00 GiB");
        assertThat(tried).containsExactly(2, 1);
        assertThat(frees).isEqualTo(2);
    }

    @Test
    void leavesRoomForWhatEachPictureOfTheMicroBatchKeeps() {
        Need keeping = new Need(KIND, 200_000_000, 100_000_000, 1_000_000_000, 250_000_000);
        List<Integer> parts = new ArrayList<>();

        // 3.0 GB of room, of which reading prompts takes 0.1 and four pictures keep 1.0.
        subBatches(3).each(keeping, generators(4), (from, to) -> row(to - from), (from, rows) -> parts.add(from));

        assertThat(parts).containsExactly(0, 1, 2, 3);
    }

    @Test
    void saysHowManyPicturesDoNotFitTogether() {
        Need keeping = new Need(KIND, 200_000_000, 0, 1_000_000_000, 250_000_000);

        assertThatThrownBy(() -> subBatches(2).run(keeping, generators(5), (from, to) -> row(to - from)))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessageContaining(
                        "size: 5 of 1024x1024, guided, in stage decoder needs 2.95 GB of memory, 0.20 of");
    }

    @Test
    void handsOnEachPartAsSoonAsItIsThere() {
        List<String> order = new ArrayList<>();

        subBatches(2)
                .each(
                        need(KIND),
                        generators(3),
                        (from, to) -> {
                            order.add("made " + from);
                            return row(to - from);
                        },
                        (from, rows) -> order.add("taken " + from));

        assertThat(order).containsExactly("made 0", "taken 0", "made 2", "taken 2");
    }

    @Test
    void triesAfterAWhileWhetherThereIsMoreMemoryAgain() {
        room = 2;
        SubBatches subBatches = subBatches(100);
        run(subBatches, KIND, 4);
        room = 4;
        for (int i = 0; i < 31; i++) {
            run(subBatches, KIND, 4);
        }
        tried.clear();

        run(subBatches, KIND, 4);

        assertThat(tried).containsExactly(4);
    }

    @Test
    void aFailureOfAnotherKindIsNobodysMemory() {
        assertThatThrownBy(() -> subBatches(100).run(need(KIND), generators(2), (from, to) -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
    }

    @Test
    void leavesNoArrayOfWhatFailed() {
        room = 1;
        int before = manager.getManagedArrays().size();

        run(subBatches(100), KIND, 4);

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    /** With room in the budget for so many pictures of a gigabyte. */
    private SubBatches subBatches(long pictures) {
        long taken = 700_000_000;
        MemoryPlan plan =
                new MemoryPlan(Memory.SEQUENTIAL, taken + pictures * 1_000_000_000, 500_000_000, 9_000_000_000L);
        return new SubBatches(plan, () -> frees++);
    }

    private static Need need(Kind kind) {
        return new Need(kind, 200_000_000, 0, 1_000_000_000, 0);
    }

    private float[] run(SubBatches subBatches, Kind kind, int pictures) {
        List<TorchGenerator> generators = generators(pictures);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return subBatches
                    .run(need(kind), generators, (from, to) -> stage(generators.subList(from, to)))
                    .toFloatArray();
        }
    }

    /** Draws noise twice, and may find the second time that memory is short. */
    private NDArray stage(List<TorchGenerator> generators) {
        tried.add(generators.size());
        noise(generators).mul(2);
        if (generators.size() > room) {
            throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
        }
        return noise(generators);
    }

    private NDArray row(int pictures) {
        return manager.zeros(new Shape(pictures, 1));
    }

    private NDArray noise(List<TorchGenerator> generators) {
        float[] values = new float[generators.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = generators.get(i).randn(1)[0];
        }
        return manager.create(values, new Shape(values.length, 1));
    }

    private float[] alone(int pictures) {
        float[] values = new float[pictures];
        for (int i = 0; i < pictures; i++) {
            TorchGenerator generator = generators(pictures).get(i);
            generator.randn(1);
            values[i] = generator.randn(1)[0];
        }
        return values;
    }

    private static List<TorchGenerator> generators(int pictures) {
        return LongStream.range(0, pictures).mapToObj(TorchGenerator::new).toList();
    }
}
