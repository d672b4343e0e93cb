// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.broker.BrokerLimits.Share;
import io.bms.testkit.FakeAccounts;
import io.bms.testkit.FreePorts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** The real broker on free ports and a folder of its own. */
final class TestBroker extends ExternalResource {
    private final TemporaryFolder folder = new TemporaryFolder();
    private final BrokerReport report = new BrokerReport(Clock.systemUTC());
    private final CurrentHeap heap = new CurrentHeap();
    private final BrokerLimits limits;
    private final FakeAccounts accounts;
    private final Members members;
    private BrokerSettings settings;
    private ArtemisBroker broker;

    TestBroker() {
        this(BrokerLimits.DEFAULTS);
    }

    TestBroker(BrokerLimits limits) {
        this(limits, FakeAccounts.withAdmin(), unruled());
    }

    /** Everybody may do everything within the limits. */
    TestBroker(BrokerLimits limits, FakeAccounts accounts) {
        this(limits, accounts, new Members(accounts, (account, clientId) -> TopicPermissions.ALL));
    }

    /** Everybody may do everything: for tests of what is not about that. */
    static Members unruled() {
        return new Members(FakeAccounts.withAdmin(), (account, clientId) -> TopicPermissions.ALL);
    }

    /** A few clients of whom each may retain and publish much. */
    static BrokerLimits roomy(long backlogBytes) {
        return new BrokerLimits(
                10,
                10,
                10,
                new Share(10, 10),
                new Share(5, 5),
                new Share(20, 100),
                10,
                new Share(10_000, 10_000),
                new Share(8 << 20, 16 << 20),
                1_000_000,
                1_000_000,
                backlogBytes);
    }

    /** With the rules that there are outside of tests. */
    static TestBroker ruled(FakeAccounts accounts) {
        return ruled(BrokerLimits.DEFAULTS, accounts);
    }

    static TestBroker ruled(BrokerLimits limits, FakeAccounts accounts) {
        return new TestBroker(limits, accounts, new Members(accounts, TopicTable::permissions));
    }

    private TestBroker(BrokerLimits limits, FakeAccounts accounts, Members members) {
        this.limits = limits;
        this.accounts = accounts;
        this.members = members;
    }

    @Override
    protected void before() throws Exception {
        folder.create();
        settings = settings(folder.getRoot().toPath(), limits);
        start();
    }

    @Override
    protected void after() {
        try {
            stop();
        } catch (Exception failure) {
            throw new AssertionError("the broker did not stop", failure);
        } finally {
            folder.delete();
        }
    }

    static BrokerSettings settings(Path folder) {
        return settings(folder, BrokerLimits.DEFAULTS);
    }

    static BrokerSettings settings(Path folder, BrokerLimits limits) {
        return new BrokerSettings(
                "127.0.0.1", FreePorts.tcp(), FreePorts.tcp(), Optional.empty(), false, folder, limits);
    }

    void start() throws Exception {
        broker = ArtemisBroker.start(settings, new ClientSignIn(accounts, Clock.systemUTC()), members, report, heap);
    }

    void stop() throws Exception {
        broker.stop();
    }

    void restart() throws Exception {
        stop();
        start();
    }

    /** How short the heap is from now on. */
    CurrentHeap heap() {
        return heap;
    }

    /** What the status says of it. */
    BrokerReport report() {
        return report;
    }

    BrokerSettings settings() {
        return settings;
    }

    ArtemisBroker broker() {
        return broker;
    }

    /** The gateway's own session, whom no limit holds. */
    Subscriber gateway() throws Exception {
        return Subscriber.connect(
                settings.tcpPort(), "iot_supervisor_1", Subscriber.options(broker.user(), broker.password()));
    }

    /** A client of an account that may do all; connects at once, forgets its session when closed. */
    Subscriber client(String id) throws Exception {
        return Subscriber.connect(settings.tcpPort(), id, true, 0);
    }

    /** A client whose session outlives its connection. */
    Subscriber persistentClient(String id) throws Exception {
        return Subscriber.connect(settings.tcpPort(), id, false, 3_600);
    }
}
