package io.wuerstchen.fleet.worker.wuerstchen.nn;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A TorchScript module without weights, as the zip that libtorch loads. */
record TorchScriptArchive(String className, String methods) {
    private static final int PICKLE_PROTOCOL_2 = 0x80;
    private static final int PICKLE_NEW_OBJECT = 0x81;

    InputStream open() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            // The version chooses the schemas of the operators: gelu(approximate) needs 10.
            store(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
            store(zip, "constants.pkl", new byte[] {(byte) PICKLE_PROTOCOL_2, 2, ')', '.'});
            store(zip, "code/__torch__.py", source().getBytes(StandardCharsets.US_ASCII));
            store(zip, "data.pkl", pickledModule());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private String source() {
        return "class " + className + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
                + methods.replace("self", "self: __torch__." + className).indent(2);
    }

    /** An instance of the class with one attribute, training = False. */
    private byte[] pickledModule() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(PICKLE_PROTOCOL_2);
        pickle.write(2);
        pickle.writeBytes(("c__torch__\n" + className + "\n)").getBytes(StandardCharsets.US_ASCII));
        pickle.write(PICKLE_NEW_OBJECT);
        pickle.writeBytes("}(X".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) "training".length(), 0, 0, 0});
        pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
        // NEWFALSE, SETITEMS, BUILD, STOP
        pickle.write(0x89);
        pickle.writeBytes("ub.".getBytes(StandardCharsets.US_ASCII));
        return pickle.toByteArray();
    }

    /** libtorch reads stored entries only. */
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("kernels/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
