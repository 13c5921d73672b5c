package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.FailureKind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Why a row has no picture.
 *
 * @param kind of a dead row; {@code null} for a rejected one
 * @param line of a rejected row in its file; {@code null} for a dead one
 */
public record RowFailure(long row, String id, FailureKind kind, Long line, String reason) {
    void write(DataOutput out) throws IOException {
        out.writeLong(row);
        text(out, id);
        text(out, kind == null ? null : kind.wireName());
        out.writeLong(line == null ? -1 : line);
        text(out, reason);
    }

    static RowFailure read(DataInput in) throws IOException {
        long row = in.readLong();
        String id = text(in);
        String kind = text(in);
        long line = in.readLong();
        return new RowFailure(row, id, kind == null ? null : FailureKind.parse(kind), line < 0 ? null : line, text(in));
    }

    /** Not {@code writeUTF}: a reason may be longer than that can write. */
    private static void text(DataOutput out, String text) throws IOException {
        byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text == null ? -1 : utf8.length);
        out.write(utf8);
    }

    private static String text(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] utf8 = new byte[length];
        in.readFully(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
