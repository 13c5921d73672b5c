package io.wuerstchen.fleet.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.dispatcher.output.RowOutcome.Missing;
import io.wuerstchen.fleet.export.place.Folder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingRowsTest {
    private static final Missing FIRST = dead(3, "NaN in the latents");

    @TempDir
    private Path folder;

    @Test
    void areTheSameWhereEveryRowIsSoForTheSameReason() throws IOException {
        Path rows = write("rows", FIRST, dead(5, "black"));

        assertThat(MissingRows.same(rows, write("alike", FIRST, dead(5, "black"))))
                .isTrue();
        assertThat(MissingRows.same(rows, write("reason", FIRST, dead(5, "white"))))
                .isFalse();
        assertThat(MissingRows.same(rows, write("fewer", FIRST))).isFalse();
        assertThat(MissingRows.same(rows, write("more", FIRST, dead(5, "black"), dead(6, "black"))))
                .isFalse();
    }

    private Path write(String name, Missing... rows) throws IOException {
        try (Folder place = new Folder(folder.resolve(name));
                MissingRows missing = new MissingRows(place)) {
            for (Missing row : rows) {
                missing.add(row);
            }
            missing.publish();
        }
        return folder.resolve(name).resolve(MissingRows.NAME);
    }

    private static Missing dead(long row, String reason) {
        return new Missing(row, row + 1, "id-" + row, "dead", "bad_image", reason);
    }
}
