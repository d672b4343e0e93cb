// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.GatewayImage;
import io.bms.itests.support.Podman;
import io.bms.itests.support.Run;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/**
 * The container image, built on a fresh Debian without a registry and run by Podman. In {@code .ci/run} and by {@code
 * mvn -Ppackages}, as root; left out, with the reason, where the machine has no podman or lets us make no containers.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class ImageIT {
    private static final Duration SOON = Duration.ofSeconds(180);
    private static final String IMAGE = GatewayImage.NAME;
    private static final String NETWORK = Podman.network("own");
    /** Another in each run: one that was killed leaves its bridge behind. */
    private static final String SUBNET = "10.213." + (ProcessHandle.current().pid() % 100 + 100) + ".";

    private static final long MOST_BYTES = 120_000_000;
    private static final String[] CONTAINERS = {"gateway", "building", "bms-look"};

    private static Podman podman;

    @BeforeClass
    public static void build() throws IOException {
        podman = GatewayImage.built();
        forget();
        podman.run("network", "create", "--subnet", SUBNET + "0/24", NETWORK);
    }

    @AfterClass
    public static void forget() {
        if (podman != null) {
            podman.remove(CONTAINERS);
            podman.removeNetwork("own");
            podman.code("volume", "rm", "-f", "bms-kept", "bms-log");
        }
    }

    @After
    public void removeContainers() {
        podman.remove(CONTAINERS);
    }

    private static void run(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--network", NETWORK, "--read-only", "--read-only-tmpfs=false"));
        all.addAll(List.of(arguments));
        podman.start(name, all.toArray(String[]::new));
    }

    @Test
    public void image_isSmall_andSaysWhatItIs() throws IOException {
        String save = String.join(" ", podman.command()) + " save -q " + IMAGE + " | gzip | wc -c";
        long bytes = Long.parseLong(
                Run.toEnd(Distribution.work(), Map.of(), Podman.PATIENCE, List.of("bash", "-o", "pipefail", "-c", save))
                        .strip());
        System.out.println("image: " + bytes / 1_000_000 + " MB compressed");
        assertTrue(bytes + " bytes", bytes < MOST_BYTES);
        assertEquals("map[3000/tcp:{}]", podman.inspect(IMAGE, ".Config.ExposedPorts"));
        assertEquals("1883:1883", podman.inspect(IMAGE, ".Config.User"));
        assertEquals("map[/data:{}]", podman.inspect(IMAGE, ".Config.Volumes"));
        assertEquals(
                System.getProperty("bms.version"),
                podman.inspect(IMAGE, "index .Labels \"org.opencontainers.image.version\""));
        String sbom = podman.inspect(IMAGE, "index .Labels \"io.bms.sbom\"");
        String bom = podman.docker("docker run --rm --network none --entrypoint cat bms-gateway " + sbom);
        assertTrue(bom.contains("\"bomFormat\"") && bom.contains("sqlite-jdbc"));
    }

    @Test
    public void gateway_opensPort3000Alone_asItsOwnUserOnAReadOnlyRoot_andKeepsAllOverEveryEnd() throws IOException {
        run("gateway", "-v", "bms-kept:/data", "-v", "bms-log:/data/log", IMAGE);
        podman.awaitReady("gateway");
        podman.exec("gateway", "test", "-s", "/data/log/bms.log");
        assertEquals(List.of(3000), openPorts(podman.address("gateway")));
        assertEquals("1883", podman.exec("gateway", "id", "-u").strip());
        assertNotEquals(0, podman.code("exec", "gateway", "touch", "/opt/bms-gateway/x"));
        assertNotEquals(0, podman.code("exec", "gateway", "touch", "/tmp/x"));

        String password = podman.exec("gateway", "cat", "/data/admin-password").strip();
        String logs = podman.run("logs", "gateway");
        assertTrue(logs, logs.contains("sign in as admin; the one-time code is in /data/admin-password"));
        assertFalse(logs, logs.contains(password));
        podman.shell("gateway", "bms:identity-set -o acme -s roof -g kept");
        String identity = podman.shell("gateway", "bms:identity-show");
        assertTrue(identity, identity.contains("roof"));

        for (String end : List.of("TERM", "KILL")) {
            long before = System.nanoTime();
            podman.run("kill", "-s", end, "gateway");
            assertEquals(
                    end.equals("TERM") ? "0" : "137",
                    podman.run("wait", "gateway").strip());
            System.out.println(
                    "image: ended by SIG" + end + " within " + (System.nanoTime() - before) / 1_000_000 + " ms");
            podman.run("start", "gateway");
            podman.awaitReady("gateway");
            assertEquals(identity, podman.shell("gateway", "bms:identity-show"));
            assertEquals(
                    password,
                    podman.exec("gateway", "cat", "/data/admin-password").strip());
        }
        // What an engine gives it before it kills it.
        podman.run("stop", "-t", "10", "gateway");
        assertEquals("0", podman.inspect("gateway", ".State.ExitCode"));
    }

    /** By connecting to each from this machine, as a stranger on the container's network does. */
    private static List<Integer> openPorts(String address) {
        List<Integer> open = new ArrayList<>();
        for (int port = 1; port <= 65_535; port++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), 2_000);
                open.add(port);
            } catch (IOException closed) {
                // As it should be.
            }
        }
        return open;
    }

    @Test
    public void health_goesFromStartingToHealthyToUnhealthyAndBack() {
        run("gateway", IMAGE);
        assertEquals("starting", podman.inspect("gateway", ".State.Healthcheck.Status"));
        podman.awaitReady("gateway");
        Await.until(() -> podman.health("gateway").equals("healthy"), SOON, "healthy");
        podman.shell("gateway", "bundle:stop io.bms.proxy");
        Await.until(() -> podman.health("gateway").equals("unhealthy"), SOON, "unhealthy");
        podman.shell("gateway", "bundle:start io.bms.proxy");
        Await.until(() -> podman.health("gateway").equals("healthy"), SOON, "healthy again");
    }

    @Test
    public void volumeOfAnotherUser_saysWhatToChange_andThatHelps() throws IOException {
        Path data = Files.createDirectories(Distribution.work().resolve("volume-of-root"));
        Run.toEnd(data, Map.of(), SOON, List.of("chmod", "700", data.toString()));
        run("gateway", "-v", data + ":/data", IMAGE);
        assertEquals("1", podman.run("wait", "gateway").strip());
        String logs = podman.run("logs", "gateway");
        assertTrue(
                logs,
                logs.contains("/data may not be written by this user: it belongs to user 0, and the gateway"
                        + " runs as user 1883. Give it to the gateway with chown -R 1883"));
        Run.toEnd(data, Map.of(), SOON, List.of("chown", "-R", "1883", data.toString()));
        podman.run("start", "gateway");
        podman.awaitReady("gateway");
        podman.remove("gateway");
        Run.toEnd(Distribution.work(), Map.of(), SOON, List.of("rm", "-rf", data.toString()));
    }

    @Test
    public void secrets_comeFromFiles() throws IOException {
        Path secret = Files.writeString(Distribution.work().resolve("secret"), "chosen by the operator\n");
        run(
                "gateway",
                "-v",
                secret + ":/run/secrets/admin:ro",
                "-e",
                "BMS_ADMIN_PASSWORD_FILE=/run/secrets/admin",
                IMAGE);
        podman.awaitReady("gateway");
        assertNotEquals(0, podman.code("exec", "gateway", "test", "-e", "/data/admin-password"));
        assertFalse(podman.run("logs", "gateway").contains("chosen"));
    }

    /**
     * Real broadcast over veth to a building in another container; Mosquitto beside the gateway, in its network
     * namespace.
     */
    @Test
    public void gatewayAndBuilding_findEachOtherByBroadcast_andPublishByMosquitto_within256MB() throws IOException {
        run(
                "building",
                "--ip",
                SUBNET + "10",
                "--entrypoint",
                "bms-simulator",
                IMAGE,
                "--devices",
                "1",
                "--points",
                "100",
                "--first-address",
                SUBNET + "10");
        run(
                "gateway",
                "--memory",
                "256m",
                "--ip",
                SUBNET + "11",
                "-e",
                "BMS_MQTT_HOST=127.0.0.1:2883",
                "-e",
                "BMS_BACNET_BIND=" + SUBNET + "11",
                "-e",
                "BMS_BACNET_BROADCAST=" + SUBNET + "255",
                "-e",
                "BMS_POLLING_INTERVAL_SECONDS=1",
                "-e",
                "BMS_BATCH_INTERVAL_SECONDS=1",
                IMAGE);
        String pid = podman.inspect("gateway", ".State.Pid");
        List<String> inside = List.of("nsenter", "-n", "-t", pid);
        Path conf = Files.writeString(
                Distribution.work().resolve("beside.conf"), "listener 2883 127.0.0.1\nallow_anonymous true\n");
        try (Run broker = Run.start(
                Distribution.work(), Map.of(), with(inside, "/usr/sbin/mosquitto", "-v", "-c", conf.toString()))) {
            broker.awaitLine("running", SOON);
            podman.awaitReady("gateway");
            String found = podman.shell("gateway", "bms:device-discover");
            assertTrue(found, found.contains(SUBNET + "10"));
            String doctor = podman.shell("gateway", "bms:doctor");
            assertTrue(doctor, doctor.contains("1 devices answered a Who-Is to the local network"));
            assertTrue(doctor, doctor.contains("runs in a container on a bridge network (eth0 " + SUBNET + "11/24)"));
            String heard = Run.toEnd(
                    Distribution.work(),
                    Map.of(),
                    SOON,
                    with(inside, "mosquitto_sub", "-p", "2883", "-C", "3", "-W", "60", "-t", "iot/global/+/+/+/bulk"));
            assertTrue(heard, heard.contains("value"));
            assertEquals("true", podman.inspect("gateway", ".State.Running"));
            assertEquals("false", podman.inspect("gateway", ".State.OOMKilled"));
            System.out.println("image: of 256 MB it uses "
                    + podman.run("stats", "--no-stream", "--format", "{{.MemUsage}}", "gateway")
                            .strip());
        }
    }

    private static List<String> with(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }

    /** What the README says to type for a look, with Podman for Docker and a free port. */
    @Test
    public void newcomer_linesOfThePage_leadToTheSignInPageAndAValue() throws Exception {
        int port = FreePorts.tcp();
        long begin = System.nanoTime();
        List<String> lines = GatewayImage.documented("README.md", "## In a container");
        assertEquals(lines, GatewayImage.documented("docs/containers.md", "## For a look"));
        podman.docker(lines.get(0).replace(":3000:", ":" + port + ":"));
        String page =
                Await.some(() -> page(port), SOON, () -> "the page; meanwhile:\n" + podman.run("logs", "bms-look"));
        assertTrue(page, page.contains("<title>"));
        System.out.println(
                "image: docker run to the sign-in page in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        podman.awaitReady("bms-look");
        for (String line : lines.subList(1, lines.size() - 1)) {
            podman.docker(line);
        }
        // Typed at once, the list may come before the first reading.
        Pattern value = Pattern.compile("1001\\.analogInput\\.1 .*\\d");
        Await.until(
                () -> value.matcher(podman.docker(lines.get(lines.size() - 1))).find(), SOON, "a value of the list");
        System.out.println(
                "image: docker run to the first live value in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    }

    private static Optional<String> page(int port) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
