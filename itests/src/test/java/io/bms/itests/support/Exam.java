// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.logLevel;

import io.bms.testkit.FreePorts;
import java.io.File;
import java.nio.file.Path;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.karaf.options.LogLevelOption;

/** The assembled distribution in a container of Pax Exam, on free ports. */
public final class Exam {
    private Exam() {}

    /** @param data the data folder, which is made if it is not there */
    public static Option[] distribution(Path data) {
        String repository = System.getProperty("bms.repository");
        return new Option[] {
            karafDistributionConfiguration()
                    .frameworkUrl(System.getProperty("bms.distribution"))
                    .karafVersion("4.4.10")
                    .name("bms")
                    .unpackDirectory(new File("target/exam"))
                    .useDeployFolder(false)
                    .runEmbedded(false),
            configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
            logLevel(LogLevelOption.LogLevel.INFO),
            systemProperty("bms.data").value(data.toAbsolutePath().toString()),
            systemProperty("bms.updates.uri")
                    .value(data.resolve("updates").toUri().toString()),
            editConfigurationFilePut(
                    "etc/org.ops4j.pax.url.mvn.cfg", "org.ops4j.pax.url.mvn.localRepository", repository),
            editConfigurationFilePut("etc/io.bms.broker.cfg", "tcpPort", "" + FreePorts.tcp()),
            editConfigurationFilePut("etc/io.bms.broker.cfg", "webSocketPort", "" + FreePorts.tcp()),
            editConfigurationFilePut("etc/io.bms.proxy.cfg", "port", "" + FreePorts.tcp()),
            editConfigurationFilePut("etc/io.bms.bacnet.cfg", "bindAddress", "127.0.0.3"),
            editConfigurationFilePut("etc/io.bms.bacnet.cfg", "broadcastAddress", "127.255.255.255"),
            editConfigurationFilePut("etc/io.bms.bacnet.cfg", "port", "" + FreePorts.udp()),
        };
    }
}
