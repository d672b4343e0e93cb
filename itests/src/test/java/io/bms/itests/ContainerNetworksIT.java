// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Compose;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.GatewayImage;
import io.bms.itests.support.Lan;
import io.bms.itests.support.Podman;
import io.bms.itests.support.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/**
 * What docs/containers.md and configs/compose say of networks, as it stands there, by Podman for Docker: on a host and
 * beside a building that are network namespaces. Built and left out as {@link ImageIT}.
 */
public class ContainerNetworksIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String DEVICE = "10.20.0.10";
    private static final String BUILDING = "--devices 1 --points 5 --first-address " + DEVICE;
    private static final String GATEWAY = "10.20.0.5";
    private static final String HOST = "10.20.0.4";
    private static final String COMPOSED = "compose-gateway";
    private static final Map<String, String> VARIABLES = Map.of(
            "BMS_IMAGE", GatewayImage.NAME,
            "BMS_BACNET_BIND", GATEWAY,
            "BMS_BACNET_BROADCAST", "10.20.0.255",
            "BMS_INTERFACE", "eth1",
            "BMS_SUBNET", "10.20.0.0/24",
            // The one name for which Caddy asks no issuer of the internet.
            "BMS_NAME", "localhost");

    private static Podman image;

    @Rule
    public final Timeout timeout = Timeout.seconds(300);

    private Lan lan;
    private Podman podman;
    private Compose compose;

    @BeforeClass
    public static void build() throws IOException {
        image = GatewayImage.built();
    }

    /** A host with that address on the wire to the building. */
    private void lay(String hostAddress) {
        lan = new Lan(hostAddress, DEVICE, "10.20.0.2");
        podman = image.on(lan.host());
        podman.remove("bms");
        podman.removeNetwork("controllers");
        podman.code("volume", "rm", "-f", "bms-data");
    }

    @After
    public void leave() {
        if (compose != null) {
            compose.close();
        }
        if (podman != null) {
            podman.remove("bms");
            podman.removeNetwork("controllers");
            podman.code("volume", "rm", "-f", "bms-data");
            lan.close();
        }
    }

    private static void documented(Podman podman, String begin) throws IOException {
        for (String line : GatewayImage.documented("docs/containers.md", begin)) {
            podman.docker(line.replace("controllers", Podman.network("controllers")));
        }
    }

    private void assertFindsTheBuilding(String container) {
        podman.awaitReady(container);
        String found = podman.shell(container, "bms:device-discover");
        assertTrue(found, found.contains(DEVICE));
    }

    @Test
    public void hostNetwork_asDocumented_findsTheBuilding_andAnUpgradeKeepsIt() throws IOException {
        lay(GATEWAY);
        lan.building(BUILDING);
        documented(podman, "**The host's network**");
        assertFindsTheBuilding("bms");
        String ports = podman.exec("bms", "bms", "status");
        assertTrue(ports, ports.contains("TCP 127.0.0.1:3000") && ports.contains("UDP " + GATEWAY + ":47808"));
        assertFalse(ports, ports.contains("TCP 0.0.0.0"));

        documented(podman, "## Upgrade");
        documented(podman, "**The host's network**");
        podman.awaitReady("bms");
        String devices = podman.shell("bms", "bms:device-list");
        assertTrue(devices, devices.contains(DEVICE));
        podman.exec("bms", "test", "-s", "/data/before.zip");
    }

    @Test
    public void macvlan_asDocumented_findsTheBuilding() throws IOException {
        lay(HOST);
        lan.building(BUILDING);
        documented(podman, "**An address of its own");
        assertFindsTheBuilding("bms");
        String doctor = podman.shell("bms", "bms:doctor");
        assertTrue(doctor, doctor.contains("1 devices answered a Who-Is to the local network"));
        assertFalse(doctor, doctor.contains("bridge network"));
    }

    /** From behind a bridge, whose engine puts the host's address in the place of the container's. */
    @Test
    public void bbmd_asDocumented_findsTheBuildingThroughABridge() throws IOException {
        lay(HOST);
        lan.building(BUILDING + " --bbmd 10.20.0.2");
        documented(podman, "**A BBMD**");
        assertFindsTheBuilding("bms");
    }

    @Test
    public void compose_onTheHostsNetwork_withMosquitto_behindTls() throws IOException {
        lay(GATEWAY);
        lan.building(BUILDING);
        Path folder = composeFolder();
        sh(
                folder,
                "printf '%s\\n' 'a long password' >mqtt-password"
                        + " && mosquitto_passwd -b -c mosquitto-passwords gateway 'a long password'"
                        + " && chmod 644 mqtt-password mosquitto-passwords");
        podman.importProgram(
                "eclipse-mosquitto:2",
                Path.of("/usr/sbin/mosquitto"),
                "USER 1883:1883",
                "CMD [\"/usr/sbin/mosquitto\", \"-c\", \"/mosquitto/config/mosquitto.conf\"]");
        podman.importProgram(
                "caddy:2",
                Path.of("/usr/bin/caddy"),
                "ENV XDG_DATA_HOME=/data",
                "CMD [\"/usr/bin/caddy\", \"run\", \"--config\", \"/etc/caddy/Caddyfile\", \"--adapter\", \"caddyfile\"]");
        compose(folder, "gateway.yaml", "mosquitto.yaml", "tls.yaml");
        assertFindsTheBuilding(COMPOSED);
        String heard = lan.onHost(
                "mosquitto_sub -h 127.0.0.1 -u gateway -P 'a long password' -C 1 -W 15 -t 'iot/global/+/+/+/status/update'");
        assertTrue(heard, heard.contains("online"));
        Await.until(
                () -> lan.onHost(
                                "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n'"
                                        + " | timeout 10 openssl s_client -quiet -connect 127.0.0.1:443 -servername localhost 2>&1 || true")
                        .contains("<title>"),
                SOON,
                "the page over TLS");
    }

    @Test
    public void compose_macvlan_findsTheBuilding() throws IOException {
        lay(HOST);
        lan.building(BUILDING);
        compose(composeFolder(), "macvlan.yaml");
        assertFindsTheBuilding(COMPOSED);
    }

    @Test
    public void compose_demo_publishesThePageOnLoopback_besideItsOwnBuilding() throws IOException {
        lay(HOST);
        compose(composeFolder(), "demo.yaml");
        podman.awaitReady(COMPOSED);
        String found = podman.shell(COMPOSED, "bms:device-discover");
        assertTrue(found, found.contains("127.0.1.1"));
        String page = lan.onHost(
                "exec 3<>/dev/tcp/127.0.0.1/3000;"
                        + " printf 'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:3000\\r\\nConnection: close\\r\\n\\r\\n' >&3; timeout 10 cat <&3");
        assertTrue(page, page.contains("<title>"));
    }

    /** A copy, since passwords are written into it. */
    private static Path composeFolder() {
        sh(
                Distribution.work(),
                "rm -rf compose && cp -r " + System.getProperty("bms.root") + "/configs/compose compose");
        return Distribution.work().resolve("compose");
    }

    private void compose(Path folder, String... files) throws IOException {
        compose = new Compose(podman, folder, VARIABLES, files);
        compose.up();
    }

    private static void sh(Path folder, String command) {
        Run.toEnd(folder, Map.of(), SOON, List.of("sh", "-c", command));
    }
}
