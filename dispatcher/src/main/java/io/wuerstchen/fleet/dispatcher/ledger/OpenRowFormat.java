package io.wuerstchen.fleet.dispatcher.ledger;

import io.wuerstchen.fleet.common.job.JobNotice.Place;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.OnDevice;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Published;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Tries;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Waiting;
import io.wuerstchen.fleet.dispatcher.ledger.OpenRow.Whereabouts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/** {@link OpenRow} as bytes. Times are in milliseconds. */
final class OpenRowFormat {
    private static final int PUBLISHED = 0;
    private static final int ON_DEVICE = 1;
    private static final int WAITING = 2;
    private static final long NEVER = Long.MIN_VALUE;

    private OpenRowFormat() {}

    static void write(OpenRow row, DataOutput out) throws IOException {
        out.writeLong(row.row());
        out.writeInt(row.images());
        out.writeInt(row.tries().attempts());
        out.writeInt(row.tries().crashes());
        out.writeBoolean(row.tries().alone());
        if (row.at() instanceof Published published) {
            out.writeByte(PUBLISHED);
            write(published.place(), out);
        } else if (row.at() instanceof OnDevice device) {
            out.writeByte(ON_DEVICE);
            write(device.place(), out);
            out.writeUTF(device.process());
            write(device.since(), out);
            write(device.missed(), out);
        } else if (row.at() instanceof Waiting waiting) {
            out.writeByte(WAITING);
            write(waiting.due(), out);
        }
    }

    static OpenRow read(DataInput in) throws IOException {
        long row = in.readLong();
        int images = in.readInt();
        Tries tries = new Tries(in.readInt(), in.readInt(), in.readBoolean());
        return new OpenRow(row, images, tries, whereabouts(in));
    }

    private static Whereabouts whereabouts(DataInput in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case PUBLISHED -> new Published(place(in));
            case ON_DEVICE -> new OnDevice(place(in), in.readUTF(), instant(in), instant(in));
            case WAITING -> new Waiting(instant(in));
            default -> throw new IOException("open row of kind " + kind + " (expected: 0 to 2)");
        };
    }

    private static void write(Place place, DataOutput out) throws IOException {
        out.writeInt(place.partition());
        out.writeLong(place.offset());
    }

    private static Place place(DataInput in) throws IOException {
        return new Place(in.readInt(), in.readLong());
    }

    private static void write(Instant time, DataOutput out) throws IOException {
        out.writeLong(time == null ? NEVER : time.toEpochMilli());
    }

    private static Instant instant(DataInput in) throws IOException {
        long millis = in.readLong();
        return millis == NEVER ? null : Instant.ofEpochMilli(millis);
    }
}
