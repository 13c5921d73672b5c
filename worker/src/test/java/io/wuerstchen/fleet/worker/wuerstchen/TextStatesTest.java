package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No text is encoded twice where once will do. */
class TextStatesTest {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final TextStates states = new TextStates(manager);
    private final List<List<String>> encoded = new ArrayList<>();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void encodesATextOnceThatIsThereTwiceAndKeepsTheOrder() {
        NDArray rows = of("a cat", "an owl", "a cat", "dogs", "an owl");

        assertThat(encoded).containsExactly(List.of("a cat", "an owl", "dogs"));
        assertThat(rows.getShape()).isEqualTo(new Shape(5, 2, 3));
        assertThat(lengths(rows)).containsExactly(5, 6, 5, 4, 6);
    }

    @Test
    void encodesTheEmptyTextByItselfAndNeverAgain() {
        NDArray first = of("a cat", "", "an owl", "");
        NDArray second = of("", "dogs");

        assertThat(encoded).containsExactly(List.of(""), List.of("a cat", "an owl"), List.of("dogs"));
        assertThat(lengths(first)).containsExactly(5, 0, 6, 0);
        assertThat(lengths(second)).containsExactly(0, 4);
    }

    @Test
    void asksNothingOfTheEncoderForWhatIsKnown() {
        of("");
        encoded.clear();

        NDArray again = states.of(List.of("", ""), parts -> {
            throw new AssertionError("asked for " + parts);
        });

        assertThat(lengths(again)).containsExactly(0, 0);
    }

    @Test
    void encodesSoManyAtOnceThatTheyTakeLittleMemory() {
        List<String> texts = IntStream.rangeClosed(1, 20).mapToObj("x"::repeat).toList();

        NDArray rows = of(texts.toArray(String[]::new));

        assertThat(encoded).extracting(List::size).containsExactly(8, 8, 4);
        assertThat(lengths(rows))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
    }

    @Test
    void keepsNoArray() {
        of("a cat", "").close();
        int before = manager.getManagedArrays().size();

        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            of("a cat", "");
        }

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    private NDArray of(String... texts) {
        return states.of(List.of(texts), this::encode);
    }

    /** States that are a text's length. */
    private NDList encode(List<List<String>> parts) {
        encoded.addAll(parts);
        NDList all = new NDList();
        for (List<String> part : parts) {
            NDArray some = manager.create(new Shape(part.size(), 2, 3));
            for (int i = 0; i < part.size(); i++) {
                some.set(new NDIndex(i), part.get(i).length());
            }
            all.add(some);
        }
        return all;
    }

    private static List<Integer> lengths(NDArray rows) {
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < rows.getShape().get(0); i++) {
            lengths.add((int) rows.getFloat(i, 0, 0));
        }
        return lengths;
    }
}
