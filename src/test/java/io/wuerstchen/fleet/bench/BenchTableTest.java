package io.wuerstchen.fleet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.wuerstchen.fleet.bench.BenchTable.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTableTest {
    private static final Machine MACHINE = new Machine(2, "Some CPU", "Linux amd64", "Some VM 17");
    private static final List<Column> COLUMNS =
            List.of(Column.text("what", "WHAT"), new Column("per_second", "ROWS/S", 1));

    @Test
    void putsNumbersOneBelowTheOther() {
        BenchTable table = new BenchTable(
                "some", COLUMNS, List.of(List.of("little", 1.25), List.of("much", 1234567)), List.of("A note."));

        String text = table.text(MACHINE);

        assertThat(text).isEqualTo("""
                        2 cores of Some CPU, Linux amd64, Some VM 17

                        WHAT         ROWS/S
                        little          1.3
                        much    1,234,567.0

                        A note.
                        """);
    }

    @Test
    void givesProgramsEveryDigit() {
        BenchTable table = new BenchTable("some", COLUMNS, List.of(List.of("little", 1.2512345)), List.of());

        JsonNode json = table.json(MACHINE);

        assertThat(json)
                .hasToString("{\"bench\":\"some\",\"machine\":{\"cores\":2,\"processor\":\"Some CPU\","
                        + "\"system\":\"Linux amd64\",\"jvm\":\"Some VM 17\"},"
                        + "\"rows\":[{\"what\":\"little\",\"per_second\":1.2512345}],\"notes\":[]}");
    }

    @Test
    void refusesARowThatLacksAValue() {
        assertThatThrownBy(() -> new BenchTable("some", COLUMNS, List.of(List.of("little")), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("some: 1 values in a row (expected: 2)");
    }
}
