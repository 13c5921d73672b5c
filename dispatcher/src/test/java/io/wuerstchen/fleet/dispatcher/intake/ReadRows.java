package io.wuerstchen.fleet.dispatcher.intake;

import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.job.Settings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All rows of a small file. */
final class ReadRows {
    static final RowCheck CHECK = new RowCheck(Settings.NONE, 2048 * 2048);

    private ReadRows() {}

    static List<Row> of(String name, String text) {
        return of(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static List<Row> of(String name, byte[] bytes) {
        return of(new PromptSource(name, () -> new ByteArrayInputStream(bytes)));
    }

    static List<Row> of(PromptSource source) {
        List<Row> rows = new ArrayList<>();
        try (PromptReader reader = PromptReader.open(source, CHECK)) {
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    static Prompt prompt(Row row) {
        return ((PromptRow) row).prompt();
    }

    static String reason(Row row) {
        return ((RejectedRow) row).reason();
    }
}
