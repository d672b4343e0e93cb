// SPDX-License-Identifier: GPL-3.0-only
package io.bms.fleet;

import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.artemis.core.config.ClusterConnectionConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.HAPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.SharedStoreBackupPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.SharedStorePrimaryPolicyConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;

/**
 * One of a pair of Artemis brokers with one store: whoever holds the lock of its file serves, the other takes over when
 * that one is gone. Arguments: primary or backup, the port of MQTT, its own port and the other's within the pair, and
 * the folder of the store.
 */
public final class ArtemisNode {
    private ArtemisNode() {}

    public static void main(String[] arguments) throws Exception {
        boolean primary = arguments[0].equals("primary");
        Path store = Path.of(arguments[4]);
        Configuration configuration = new ConfigurationImpl()
                .setName(arguments[0])
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setCriticalAnalyzer(false)
                .setMaxDiskUsage(-1)
                .setJournalDirectory(store.resolve("journal").toString())
                .setBindingsDirectory(store.resolve("bindings").toString())
                .setPagingDirectory(store.resolve("paging").toString())
                .setLargeMessagesDirectory(store.resolve("large").toString())
                .setClusterUser("pair")
                .setClusterPassword("only for this test")
                .addAcceptorConfiguration("mqtt", "tcp://127.0.0.1:" + arguments[1] + "?protocols=MQTT")
                .addAcceptorConfiguration("pair", "tcp://127.0.0.1:" + arguments[2] + "?protocols=CORE")
                .addConnectorConfiguration("self", "tcp://127.0.0.1:" + arguments[2])
                .addConnectorConfiguration("peer", "tcp://127.0.0.1:" + arguments[3])
                .addClusterConfiguration(new ClusterConnectionConfiguration()
                        .setName("pair")
                        .setConnectorName("self")
                        .setStaticConnectors(List.of("peer")));
        HAPolicyConfiguration policy =
                primary ? new SharedStorePrimaryPolicyConfiguration() : new SharedStoreBackupPolicyConfiguration();
        configuration.setHAPolicyConfiguration(policy);
        ActiveMQServerImpl server = new ActiveMQServerImpl(configuration);
        server.start();
    }
}
