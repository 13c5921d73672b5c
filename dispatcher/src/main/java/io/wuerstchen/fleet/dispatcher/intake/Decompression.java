package io.wuerstchen.fleet.dispatcher.intake;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Takes gzip or zstd off, known by their first bytes whatever the name says. */
final class Decompression {
    private static final int BUFFER = 64 * 1024;
    private static final int MAGIC = 4;
    /** 2^27 bytes, which {@code zstd --long} reaches: what a hostile file may make the decoder hold. */
    private static final int MAX_WINDOW_LOG = 27;

    private Decompression() {}

    static BufferedInputStream open(InputStream in) throws IOException {
        BufferedInputStream buffered = new Plain(in);
        byte[] head = peek(buffered, MAGIC);
        if (starts(head, 0x1f, 0x8b)) {
            return new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER);
        }
        if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return new BufferedInputStream(new ZstdInputStream(buffered).setLongMax(MAX_WINDOW_LOG), BUFFER);
        }
        return buffered;
    }

    /** Whether what {@link #open} gave was not compressed. */
    static boolean isPlain(BufferedInputStream opened) {
        return opened instanceof Plain;
    }

    /** The next bytes, which stay unread. */
    static byte[] peek(BufferedInputStream in, int count) throws IOException {
        in.mark(count);
        byte[] head = in.readNBytes(count);
        in.reset();
        return head;
    }

    private static final class Plain extends BufferedInputStream {
        Plain(InputStream in) {
            super(in, BUFFER);
        }
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
