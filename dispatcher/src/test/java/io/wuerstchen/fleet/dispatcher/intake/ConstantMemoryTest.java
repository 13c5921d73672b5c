package io.wuerstchen.fleet.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;

class ConstantMemoryTest {
    private static final int ROWS = 1_000_000;

    /** Memory in use after a collection, halfway and at the end: if rows were kept, half a million of them would show. */
    @Test
    void aMillionRowsTakeNoMoreThanHalfAMillion() {
        PromptSource source = new PromptSource("p.jsonl", () -> new SequenceInputStream(new Rows()));
        try (PromptReader reader = PromptReader.open(source, ReadRows.CHECK)) {
            assertThat(read(reader, ROWS / 2)).isEqualTo(ROWS / 2);
            long half = used();

            assertThat(read(reader, ROWS)).isEqualTo(ROWS / 2);

            // 8 bytes a row: nothing of a row's own, whose text alone has 50.
            assertThat(used() - half).isLessThan(ROWS / 2 * 8);
        }
    }

    private static int read(PromptReader reader, int most) {
        int read = 0;
        while (read < most && reader.next().isPresent()) {
            read++;
        }
        return read;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Rows of a file that is made as it is read; all have ids. */
    private static final class Rows implements Enumeration<InputStream> {
        private int next;

        @Override
        public boolean hasMoreElements() {
            return next < ROWS;
        }

        @Override
        public InputStream nextElement() {
            String row = "{\"id\": \"row-" + next++ + "\", \"prompt\": \"a red apple on a table\"}\n";
            return new ByteArrayInputStream(row.getBytes(StandardCharsets.UTF_8));
        }
    }
}
