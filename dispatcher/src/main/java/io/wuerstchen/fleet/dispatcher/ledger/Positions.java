package io.wuerstchen.fleet.dispatcher.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a ledger has followed Kafka.
 *
 * @param cluster whose topics they are
 * @param jobs up to where publications are known
 * @param results up to where results and notices are entered
 */
public record Positions(String cluster, Topic jobs, Topic results) {
    /** Of a batch that has never been run. */
    public static final Positions NONE = new Positions("", Topic.NONE, Topic.NONE);

    /**
     * One topic.
     *
     * @param id of Kafka's own; one that is made anew under the same name has another
     * @param offsets of the next record, by partition
     */
    public record Topic(String id, Map<Integer, Long> offsets) {
        public static final Topic NONE = new Topic("", Map.of());

        public Topic {
            offsets = Map.copyOf(offsets);
        }

        void write(DataOutput out) throws IOException {
            out.writeUTF(id);
            out.writeInt(offsets.size());
            for (Map.Entry<Integer, Long> partition : new TreeMap<>(offsets).entrySet()) {
                out.writeInt(partition.getKey());
                out.writeLong(partition.getValue());
            }
        }

        static Topic read(DataInput in) throws IOException {
            String id = in.readUTF();
            Map<Integer, Long> offsets = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                offsets.put(in.readInt(), in.readLong());
            }
            return new Topic(id, offsets);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(cluster);
        jobs.write(out);
        results.write(out);
    }

    static Positions read(DataInput in) throws IOException {
        return new Positions(in.readUTF(), Topic.read(in), Topic.read(in));
    }
}
