package io.wuerstchen.fleet.dispatcher.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.PrimitiveIterator;
import java.util.function.LongConsumer;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/** A set of rows, of which runs and sparse ones cost next to nothing, and any other a bit a row. One thread only. */
public final class RowBits {
    private final RoaringBitmap bits;

    public RowBits() {
        this(new RoaringBitmap());
    }

    private RowBits(RoaringBitmap bits) {
        this.bits = bits;
    }

    /** Whether {@code row} is in it. */
    public boolean has(long row) {
        return bits.contains(bit(row));
    }

    /** Whether {@code row} was new. */
    public boolean add(long row) {
        return bits.checkedAdd(bit(row));
    }

    /** Whether {@code row} was in it. */
    public boolean remove(long row) {
        return bits.checkedRemove(bit(row));
    }

    public void clear() {
        bits.clear();
    }

    public void addAll(RowBits others) {
        bits.or(others.bits);
    }

    public void removeAll(RowBits others) {
        bits.andNot(others.bits);
    }

    public void keepAll(RowBits others) {
        bits.and(others.bits);
    }

    public long count() {
        return bits.getLongCardinality();
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    /** The first row from {@code from} on that is not in it. */
    public long nextMissing(long from) {
        return bits.nextAbsentValue(bit(from));
    }

    /** The rows from 0 to below {@code rows} that are not in it. */
    public RowBits missing(long rows) {
        return new RowBits(RoaringBitmap.flip(bits, 0L, rows));
    }

    public RowBits copy() {
        return new RowBits(bits.clone());
    }

    /** Tells the rows in order. The set must not change meanwhile. */
    public void forEach(LongConsumer each) {
        bits.forEach((int row) -> each.accept(row));
    }

    /** The rows in order. The set must not change meanwhile. */
    public PrimitiveIterator.OfLong iterator() {
        PeekableIntIterator rows = bits.getIntIterator();
        return new PrimitiveIterator.OfLong() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public long nextLong() {
                return rows.next();
            }
        };
    }

    /** Writes them in the format that all implementations of roaring bitmaps share. */
    public void write(DataOutput out) throws IOException {
        bits.runOptimize();
        bits.serialize(out);
    }

    public static RowBits read(DataInput in) throws IOException {
        RoaringBitmap bits = new RoaringBitmap();
        bits.deserialize(in);
        return new RowBits(bits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowBits rows && rows.bits.equals(bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }

    private static int bit(long row) {
        return Math.toIntExact(row);
    }
}
