package io.wuerstchen.fleet.export.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsTest {
    private static final int IDS = 20_000;

    @Test
    void sharesAreNearWhatWasAskedFor() {
        Splits splits = Splits.parse("train=0.9,val=0.08,test=0.02");

        Map<String, Long> counts = IntStream.range(0, IDS)
                .mapToObj(i -> splits.of("id-" + i))
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));

        assertThat(counts.get("train")).isBetween(17_800L, 18_200L);
        assertThat(counts.get("val")).isBetween(1_450L, 1_750L);
        assertThat(counts.get("test")).isBetween(320L, 480L);
    }

    /** So that a dataset that grows, or is exported by a later version, keeps its rows where they were. */
    @Test
    void anIdStaysInItsSplit() {
        Splits splits = Splits.parse("train=0.5,val=0.5");

        assertThat(IntStream.range(4, 12).mapToObj(i -> splits.of("id-" + i)))
                .containsExactly("val", "val", "val", "val", "train", "train", "train", "train");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "train", "train=0.9", "train=0.9,val=0.2", "train=1,train=0", "a b=1", "train=-1,val=2"})
    void refusesWhatIsNoDivision(String phrase) {
        assertThatThrownBy(() -> Splits.parse(phrase))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith("--split: " + phrase)
                .hasMessageContaining("train=0.98,val=0.02");
    }

    @Test
    void withoutSplitsThereIsOneWithoutAName() {
        assertThat(Splits.none().of("anything")).isEmpty();
        assertThat(Splits.none().names()).containsExactly("");
    }
}
