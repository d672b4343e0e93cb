// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import com.sun.management.OperatingSystemMXBean;
import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.account.TopicGrants;
import io.bms.testkit.FakeAccounts;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code mvn -Pbench}: what the rights of topics cost the broker. Two brokers run in one process, one that lets
 * everybody do everything and one with the rights, of which an account has as many filters as it may, and the last of
 * them allows what is published. In turns each takes 25,000 publications of 100 bytes a second for some seconds, at QoS
 * 1 and from four clients, for one subscriber. Once the topics are few enough to be remembered by a connection
 * ({@link KnownTopics}), once they are not.
 */
final class PublishBench {
    private static final int PUBLISHERS = 4;
    private static final int EACH_SECOND = 25_000;
    /** Of each publisher, in one write. */
    private static final int AT_ONCE = 25;

    private static final int SECONDS = 5;
    private static final int ROUNDS = 7;
    private static final int FILTERS = 20;
    private static final String NAME = "engine";
    private static final int PUBACK_BYTES = 4;

    private final OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private PublishBench() {}

    public static void main(String[] none) throws Exception {
        PublishBench bench = new PublishBench();
        for (int topics : new int[] {100, KnownTopics.TOPICS * 2}) {
            bench.compare(topics);
        }
        System.exit(0);
    }

    private void compare(int topics) throws Exception {
        FakeAccounts accounts = FakeAccounts.withAdmin();
        List<String> publish = Stream.concat(
                        IntStream.range(1, FILTERS - 1).mapToObj(i -> "apps/other" + i + "/+/state"),
                        Stream.of("apps/engine/#"))
                .toList();
        accounts.add(
                new Account(NAME, Role.SERVICE, Set.of(), new TopicGrants(publish, List.of("apps/#")), false),
                FakeAccounts.PASSWORD);
        TestBroker without = new TestBroker(limits(), accounts);
        TestBroker with = new TestBroker(limits(), accounts, new Members(accounts, TopicTable::permissions));
        without.before();
        with.before();
        try (Load free = new Load(without.settings().tcpPort(), topics);
                Load ruled = new Load(with.settings().tcpPort(), topics)) {
            double[] costs = new double[ROUNDS];
            double[] ruledCosts = new double[ROUNDS];
            double[] rates = new double[ROUNDS];
            double[] ruledRates = new double[ROUNDS];
            for (int round = -2; round < ROUNDS; round++) {
                int kept = Math.max(0, round);
                costs[kept] = cost(free);
                ruledCosts[kept] = cost(ruled);
                rates[kept] = rate(free);
                ruledRates[kept] = rate(ruled);
            }
            String what = ", " + topics + " topics, median of " + ROUNDS + ": ";
            say("CPU at " + EACH_SECOND + " publications a second" + what, costs, ruledCosts, "% of a core");
            say("publications a second, as many as go" + what, rates, ruledRates, "/s");
        } finally {
            with.after();
            without.after();
        }
    }

    private static void say(String what, double[] without, double[] with, String unit) {
        Arrays.sort(without);
        Arrays.sort(with);
        System.out.printf(
                "%s%.0f %s without rights, %.0f with%n", what, without[ROUNDS / 2], unit, with[ROUNDS / 2], unit);
    }

    private static BrokerLimits limits() {
        BrokerLimits usual = BrokerLimits.DEFAULTS;
        return new BrokerLimits(
                usual.connectSeconds(),
                usual.waiting(),
                usual.waitingPerAddress(),
                usual.connections(),
                usual.sessionsAway(),
                usual.subscriptions(),
                usual.subscriptionsPerConnection(),
                usual.retainedTopics(),
                usual.retainedBytes(),
                1_000_000,
                1_000_000,
                usual.backlogBytes());
    }

    /** Of all in this process, that is of the clients too. */
    private double cost(Load load) throws Exception {
        long cpu = machine.getProcessCpuTime();
        long begun = System.nanoTime();
        load.publish(EACH_SECOND * SECONDS, EACH_SECOND);
        return 100.0 * (machine.getProcessCpuTime() - cpu) / (System.nanoTime() - begun);
    }

    private static double rate(Load load) throws Exception {
        int messages = EACH_SECOND * SECONDS;
        long begun = System.nanoTime();
        load.publish(messages, Integer.MAX_VALUE);
        return messages / ((System.nanoTime() - begun) / 1e9);
    }

    /** Clients of one broker, which write and read octets and know no more of MQTT than that. */
    private static final class Load implements AutoCloseable {
        private final List<RawClient> publishers = new ArrayList<>();
        private final RawClient subscriber;
        private final List<byte[]> writes = new ArrayList<>();

        Load(int port, int topics) throws IOException {
            subscriber = connected(port, "subscriber");
            subscriber.exchange(RawClient.packet(0x82, subscription()));
            Thread reader = new Thread(this::drain, "bench-subscriber");
            reader.setDaemon(true);
            reader.start();
            for (int i = 0; i < PUBLISHERS; i++) {
                publishers.add(connected(port, "publisher-" + i));
            }
            byte[] payload = new byte[100];
            for (int first = 0; first < topics; first += AT_ONCE) {
                byte[][] packets = new byte[AT_ONCE][];
                for (int i = 0; i < AT_ONCE; i++) {
                    byte[] topic = RawClient.utf8("apps/engine/room" + (first + i) % topics);
                    packets[i] = RawClient.publish(4, 1, false, 1 + i, topic, payload);
                }
                writes.add(RawClient.join(packets));
            }
        }

        private static RawClient connected(int port, String id) throws IOException {
            RawClient client = RawClient.connecting(port, 4, NAME, NAME + "." + id, false);
            String answer = client.read();
            if (!answer.equals("20020000")) {
                throw new IOException("not let in: " + answer);
            }
            return client;
        }

        /** At QoS 0, which has no answers. */
        private static byte[] subscription() {
            byte[] filter = RawClient.text(RawClient.utf8("apps/engine/#"));
            return RawClient.join(new byte[] {0, 1}, filter, new byte[] {0});
        }

        private void drain() {
            byte[] buffer = new byte[64 * 1024];
            try {
                while (subscriber.in().read(buffer) >= 0) {
                    // what comes is not looked at
                }
            } catch (IOException end) {
                // closed
            }
        }

        /** Publishes and waits until all was acknowledged, so many a second at most. */
        void publish(int messages, int eachSecond) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(PUBLISHERS);
            List<Throwable> failures = new ArrayList<>();
            for (RawClient publisher : publishers) {
                Thread thread = new Thread(
                        () -> {
                            try {
                                publish(publisher, messages / PUBLISHERS, eachSecond / PUBLISHERS);
                            } catch (IOException e) {
                                failures.add(e);
                            } finally {
                                done.countDown();
                            }
                        },
                        "bench-publisher");
                thread.start();
            }
            done.await();
            if (!failures.isEmpty()) {
                throw new AssertionError(failures.get(0));
            }
        }

        private void publish(RawClient publisher, int messages, int eachSecond) throws IOException {
            DataInputStream in = publisher.in();
            byte[] answers = new byte[AT_ONCE * PUBACK_BYTES];
            long begun = System.nanoTime();
            for (int sent = 0; sent < messages; sent += AT_ONCE) {
                long due = begun + sent * 1_000_000_000L / eachSecond;
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                publisher.send(writes.get(sent / AT_ONCE % writes.size()));
                in.readFully(answers);
            }
        }

        @Override
        public void close() throws IOException {
            for (RawClient publisher : publishers) {
                publisher.close();
            }
            subscriber.close();
        }
    }
}
