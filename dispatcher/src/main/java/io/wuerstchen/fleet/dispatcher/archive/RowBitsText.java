package io.wuerstchen.fleet.dispatcher.archive;

import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.dispatcher.ledger.RowBits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/** {@link RowBits} in JSON: the portable format of roaring bitmaps, in Base64. */
final class RowBitsText {
    private RowBitsText() {}

    static String write(RowBits rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            rows.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static RowBits read(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return RowBits.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException("rejected_rows: " + e.getMessage() + " (expected: a roaring bitmap in Base64)", e);
        }
    }
}
