// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * Artemis cut to the measure of a gateway: a few clients, little memory, a flash disk. Every value
 * here departs from a default that is meant for a server of its own.
 *
 * <p>Thread: any.
 */
final class ArtemisSettings {
    /** What a persistent session that is away keeps: its newest messages. */
    static final long RING_WHILE_AWAY = 1_000;

    private static final int JOURNAL_FILE_BYTES = 2 * 1024 * 1024;
    private static final int JOURNAL_BUFFER_BYTES = 128 * 1024;
    private static final int PAGE_BYTES = 256 * 1024;
    private static final long MESSAGES_IN_MEMORY_BYTES = 16L * 1024 * 1024;
    private static final int WILL_DELAY_GRAIN_MS = 500;
    private static final int LOCK_TIMEOUT_MS = 5_000;

    private ArtemisSettings() {}

    static Configuration configuration(BrokerSettings settings) throws Exception {
        Configuration configuration = new ConfigurationImpl();
        configuration
                .setName("bms")
                .setPersistenceEnabled(true)
                .setSecurityEnabled(true)
                // ClientSignIn remembers, and forgets at once when a password is set
                .setAuthenticationCacheSize(0)
                .setResolveProtocols(false)
                .setMqttSessionScanInterval(WILL_DELAY_GRAIN_MS)
                .setGlobalMaxSize(MESSAGES_IN_MEMORY_BYTES)
                .setMaxDiskUsage(-1)
                .addAddressSetting("#", everyAddress());
        small(configuration);
        journal(configuration, settings);
        reserved(configuration);
        return configuration;
    }

    private static void small(Configuration configuration) {
        configuration
                .setThreadPoolMaxSize(4)
                .setScheduledThreadPoolMaxSize(2)
                .setJMXManagementEnabled(false)
                .setMessageCounterEnabled(false)
                .setCriticalAnalyzer(false);
    }

    private static void journal(Configuration configuration, BrokerSettings settings) {
        Path directory = settings.directory();
        configuration
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .setJournalType(JournalType.NIO)
                .setJournalFileSize(JOURNAL_FILE_BYTES)
                .setJournalMinFiles(2)
                .setJournalPoolFiles(2)
                .setJournalCompactMinFiles(4)
                .setJournalBufferSize_NIO(JOURNAL_BUFFER_BYTES)
                // no waiting for further messages to write together: a QoS 1 publish is acknowledged at once
                .setJournalBufferTimeout_NIO(0)
                .setJournalDatasync(settings.syncToDisk())
                // a second process on the folder would otherwise wait for ever
                .setJournalLockAcquisitionTimeout(LOCK_TIMEOUT_MS);
    }

    /** Moves what is not MQTT below {@code $}, which neither {@code #} matches nor an account may use. */
    private static void reserved(Configuration configuration) {
        configuration
                .setManagementAddress(SimpleString.of("$sys.management"))
                .setManagementNotificationAddress(SimpleString.of("$sys.notifications"));
    }

    /**
     * What differs from Artemis's own settings, and why:
     *
     * <ul>
     *   <li>full: PAGE. With DROP an overload lost retained messages that were acknowledged.
     *   <li>queue buffer: 16 places. Each retained topic is a queue; with 8,192 places the heap is full at 900 topics.
     *   <li>delivery attempts: no limit. A client that reconnects often would lose what it has not acknowledged yet.
     *   <li>dead letters and expired messages: an address that nobody reads. Without one, each is a warning in the log.
     * </ul>
     */
    private static AddressSettings everyAddress() {
        SimpleString nowhere = SimpleString.of("$sys.dead");
        return new AddressSettings()
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxSizeBytes(-1)
                .setMaxSizeMessages(-1)
                .setPageSizeBytes(PAGE_BYTES)
                .setDefaultRingSize(RING_WHILE_AWAY)
                .setInitialQueueBufferSize(16)
                .setIDCacheSize(10)
                .setMaxDeliveryAttempts(-1)
                .setDeadLetterAddress(nowhere)
                .setExpiryAddress(nowhere)
                .setDefaultAddressRoutingType(RoutingType.MULTICAST)
                .setAutoCreateQueues(true)
                .setAutoDeleteQueues(true)
                .setAutoCreateAddresses(true)
                .setAutoDeleteAddresses(true);
    }
}
