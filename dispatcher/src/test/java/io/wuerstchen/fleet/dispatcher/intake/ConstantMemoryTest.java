package io.wuerstchen.fleet.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConstantMemoryTest {
    private static final int ROWS = 1_000_000;

    /** Memory in use after a collection, halfway and at the end: if rows were kept, half a million of them would show. */
    @Test
    void aMillionRowsTakeNoMoreThanHalfAMillion() {
        PromptSource source = new PromptSource("p.jsonl", Rows::new);
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

    /** A file that is made as it is read; all of its rows have ids. */
    private static final class Rows extends InputStream {
        private byte[] row = {};
        private int at;
        private int next;

        @Override
        public int read() {
            return at < row.length || advance() ? row[at++] : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (at == row.length && !advance()) {
                return -1;
            }
            int count = Math.min(length, row.length - at);
            System.arraycopy(row, at, into, from, count);
            at += count;
            return count;
        }

        private boolean advance() {
            if (next == ROWS) {
                return false;
            }
            String text = "{\"id\": \"row-" + next++ + "\", \"prompt\": \"a red apple on a table\"}\n";
            row = text.getBytes(StandardCharsets.UTF_8);
            at = 0;
            return true;
        }
    }
}
