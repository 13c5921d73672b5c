package io.wuerstchen.fleet.worker.wuerstchen;

/** A rectangle of a picture, or of what a layer makes of one. */
record Window(Span rows, Span columns) {
    static Window whole(long height, long width) {
        return new Window(Span.whole(height), Span.whole(width));
    }

    /** This one and so many positions around it, where the picture goes on. */
    Window with(long context) {
        return new Window(rows.with(context), columns.with(context));
    }

    /** The same part of a picture that is so many times as high and as wide. */
    Window scaled(long factor) {
        return new Window(rows.scaled(factor), columns.scaled(factor));
    }

    /** One of so many times so many pieces of about the same size. */
    Window piece(long row, long column, long count) {
        return new Window(rows.piece(row, count), columns.piece(column, count));
    }

    long area() {
        return rows.length() * columns.length();
    }

    /** Its place within a larger one, for an index of an array [B, H, W, C] that holds that. */
    String within(Window larger) {
        return ":, " + rows.within(larger.rows) + ", " + columns.within(larger.columns);
    }

    /**
     * A piece of one axis.
     *
     * @param start first position
     * @param end the position after the last
     * @param size of the whole axis
     */
    record Span(long start, long end, long size) {
        static Span whole(long size) {
            return new Span(0, size, size);
        }

        Span with(long context) {
            return new Span(Math.max(0, start - context), Math.min(size, end + context), size);
        }

        Span scaled(long factor) {
            return new Span(start * factor, end * factor, size * factor);
        }

        /** One of so many pieces of about the same length. */
        Span piece(long index, long count) {
            return new Span(start + length() * index / count, start + length() * (index + 1) / count, size);
        }

        long length() {
            return end - start;
        }

        private String within(Span larger) {
            return (start - larger.start) + ":" + (end - larger.start);
        }
    }
}
