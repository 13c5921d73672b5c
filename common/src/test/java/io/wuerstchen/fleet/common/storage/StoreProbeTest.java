package io.wuerstchen.fleet.common.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StoreProbeTest {
    private final InMemoryObjectStore memory = new InMemoryObjectStore();

    @Test
    void knowsAStoreThatKeepsConditions() {
        assertThat(new StoreProbe(memory, "fleet/").conditions()).isEqualTo(Conditions.KEPT);
    }

    @Test
    void knowsAStoreThatTakesThemForPlainPuts() {
        ObjectStore forgetful = new ForgetfulStore();

        assertThat(new StoreProbe(forgetful, "").conditions()).isEqualTo(Conditions.IGNORED);
    }

    @Test
    void anAnswerThatWasLostIsNotHeldAgainstAStoreThatKeepsThem() {
        ObjectStore answerless = new ForgetfulStore() {
            @Override
            public boolean putIfAbsent(StoreObject object) {
                var unheard = memory.putIfAbsent(object);
                return memory.putIfAbsent(object);
            }
        };

        assertThat(new StoreProbe(answerless, "").conditions()).isEqualTo(Conditions.KEPT);
    }

    @Test
    void knowsAStoreThatRefusesThem() {
        StoreProbe probe = new StoreProbe(new RefusingStore(), "fleet/");

        assertThat(probe.conditions()).isEqualTo(Conditions.REFUSED);
    }

    @Test
    void aRefusalThatPlainPutsMeetTooIsNotOfTheConditions() {
        ObjectStore refusing = new RefusingStore() {
            @Override
            public void put(StoreObject object) {
                throw new StoreException("put " + object.key() + ": NotImplemented", null, false);
            }
        };

        assertThatThrownBy(() -> new StoreProbe(refusing, "").conditions())
                .isInstanceOf(StoreException.class)
                .hasMessageMatching("put probes/.*: NotImplemented");
    }

    @Test
    void leavesNothingBehind() {
        ObjectStore forgetful = new ForgetfulStore();

        new StoreProbe(memory, "fleet/").conditions();
        new StoreProbe(forgetful, "fleet/").conditions();
        new StoreProbe(new RefusingStore(), "fleet/").conditions();

        assertThat(memory.keys()).isEmpty();
    }

    @Test
    void aStoreThatCannotBeWrittenToIsSaidToBe() {
        ObjectStore readOnly = new ForgetfulStore() {
            @Override
            public boolean putIfAbsent(StoreObject object) {
                throw new StoreException("put " + object.key() + ": AccessDenied", null, false);
            }
        };

        assertThatThrownBy(() -> new StoreProbe(readOnly, "fleet/").conditions())
                .isInstanceOf(StoreException.class)
                .hasMessageMatching("put fleet/probes/.*: AccessDenied");
    }

    @Test
    void lookingFirstKeepsWhatStands() {
        ForgetfulStore forgetful = new ForgetfulStore();
        ObjectStore careful = new HeadFirstObjectStore(forgetful);
        ObjectStore.StoreObject object = new ObjectStore.StoreObject("key", new byte[] {1}, "text/plain", Map.of());

        assertThat(careful.putIfAbsent(object)).isTrue();
        assertThat(careful.putIfAbsent(object)).isFalse();

        assertThat(forgetful.puts.get()).isEqualTo(1);
    }

    @Nested
    class HeadFirst implements ObjectStoreContract {
        private final ObjectStore store = new HeadFirstObjectStore(memory);

        @Override
        public ObjectStore store() {
            return store;
        }

        /** All may look before the first one puts. */
        @Override
        public int mostWinners(int racers) {
            return racers;
        }
    }

    /** Has never heard of If-None-Match. */
    private class ForgetfulStore implements ForwardingObjectStore {
        private final AtomicInteger puts = new AtomicInteger();

        @Override
        public ObjectStore store() {
            return memory;
        }

        @Override
        public boolean putIfAbsent(StoreObject object) {
            put(object);
            return true;
        }

        @Override
        public void put(StoreObject object) {
            puts.incrementAndGet();
            memory.put(object);
        }
    }

    /** Has heard of If-None-Match, and wants none of it. */
    private class RefusingStore extends ForgetfulStore {
        @Override
        public boolean putIfAbsent(StoreObject object) {
            throw new RefusedConditionException("put " + object.key() + ": NotImplemented", null);
        }
    }
}
