// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.Finding;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class ContainerNetworkTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private ContainerNetwork network;

    @Before
    public void start() {
        root = folder.getRoot().toPath();
        network = new ContainerNetwork(root);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** As the kernel shows them. */
    private void device(String name, int index, int link, String uevent) throws IOException {
        write("sys/class/net/" + name + "/ifindex", index + "\n");
        write("sys/class/net/" + name + "/iflink", link + "\n");
        write("sys/class/net/" + name + "/uevent", uevent);
    }

    @Test
    public void isContainer_byTheMarksOfDockerAndPodman() throws IOException {
        assertFalse(network.isContainer());
        write(".dockerenv", "");
        assertTrue(network.isContainer());
        Files.delete(root.resolve(".dockerenv"));
        write("run/.containerenv", "");
        assertTrue(network.isContainer());
    }

    @Test
    public void leadsToBridge_aCableAndATunnelDo_macvlanAndHardwareDoNot() throws IOException {
        device("eth0", 2, 17, "INTERFACE=eth0\nIFINDEX=2\n");
        device("tap0", 2, 2, "INTERFACE=tap0\n");
        write("sys/class/net/tap0/tun_flags", "0x1002\n");
        device("eth1", 3, 4, "DEVTYPE=macvlan\nINTERFACE=eth1\n");
        device("enp3s0", 2, 2, "INTERFACE=enp3s0\n");
        assertTrue(network.leadsToBridge("eth0"));
        assertTrue(network.leadsToBridge("tap0"));
        assertFalse(network.leadsToBridge("eth1"));
        assertFalse(network.leadsToBridge("enp3s0"));
        assertFalse("unknown", network.leadsToBridge("eth9"));
    }

    @Test
    public void finding_ofABridge_saysWhatToChange() throws IOException {
        write(".dockerenv", "");
        device("eth0", 2, 17, "INTERFACE=eth0\n");
        InterfaceCheck.Interface eth0 = new InterfaceCheck.Interface(
                "eth0",
                (Inet4Address) InetAddress.getByName("172.17.0.2"),
                Optional.of(InetAddress.getByName("172.17.255.255")),
                16,
                true);
        Optional<Finding> finding = InterfaceCheck.bridged(network, List.of(eth0));
        assertEquals(Finding.Severity.HINT, finding.orElseThrow().severity());
        String said = finding.get().message();
        assertTrue(said, said.contains("eth0 172.17.0.2/16"));
        assertTrue(
                said, said.contains("--network host") && said.contains("macvlan") && said.contains("BMS_BACNET_BBMD"));

        Files.delete(root.resolve(".dockerenv"));
        assertEquals("no container", Optional.empty(), InterfaceCheck.bridged(network, List.of(eth0)));
    }
}
