package io.wuerstchen.fleet.worker.weights;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/** A mapped part of a file, at most 2 GiB. Nobody may touch its bytes after close: that would end the process. */
final class MappedRegion implements AutoCloseable {
    private static final Unmapper UNMAPPER = Unmapper.find();

    private final MappedByteBuffer bytes;

    MappedRegion(FileChannel channel, long position, long length) throws IOException {
        bytes = channel.map(FileChannel.MapMode.READ_ONLY, position, length);
        bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The buffer itself and no slice of it: native code takes its base address. */
    ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        UNMAPPER.unmap(bytes);
    }

    /**
     * Java 17 has no public way to unmap a file before the garbage collector comes by, and 22's Arena is not there yet.
     * Unsafe.invokeCleaner works on 17 to 25; it is looked up by reflection so that nothing is compiled against it.
     */
    private record Unmapper(Object unsafe, Method invokeCleaner) {
        static Unmapper find() {
            try {
                Class<?> type = Class.forName("sun.misc.Unsafe");
                Field instance = type.getDeclaredField("theUnsafe");
                instance.setAccessible(true);
                return new Unmapper(instance.get(null), type.getMethod("invokeCleaner", ByteBuffer.class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this Java cannot unmap files (expected: Java 17 to 25)", e);
            }
        }

        void unmap(ByteBuffer buffer) {
            try {
                invokeCleaner.invoke(unsafe, buffer);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("this Java cannot unmap files (expected: Java 17 to 25)", e);
            }
        }
    }
}
