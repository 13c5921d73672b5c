package io.wuerstchen.fleet.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SeenIdsTest {
    @Property(tries = 100)
    void answersAsASetDoes(@ForAll @Size(max = 200) List<@StringLength(max = 2) String> ids) {
        SeenIds seen = new SeenIds();
        Set<String> expected = new HashSet<>();

        assertThat(ids).allSatisfy(id -> assertThat(seen.add(id)).isEqualTo(expected.add(id)));
    }

    @Property(tries = 100)
    void anIdMayBeTakenByARowsNumberAndANumberByAnId(@ForAll @Size(max = 100) List<Boolean> named) {
        SeenIds seen = new SeenIds();
        Set<String> expected = new HashSet<>();

        for (int row = 0; row < named.size(); row++) {
            // Every id is also the number of some row, before or after.
            String id = String.valueOf(named.get(row) ? row * 7 % 100 : row);
            boolean isNew = named.get(row) ? seen.add(id) : seen.addNumber(row);
            assertThat(isNew).isEqualTo(expected.add(id));
        }
    }

    /** So many that the table has moved from the heap to a file. */
    @Test
    void forgetsNoneWhileItGrows() {
        SeenIds seen = new SeenIds();
        for (int i = 0; i < 900_000; i++) {
            assertThat(seen.add("row-" + i)).isTrue();
        }

        for (int i = 0; i < 900_000; i++) {
            assertThat(seen.add("row-" + i)).isFalse();
        }
    }
}
