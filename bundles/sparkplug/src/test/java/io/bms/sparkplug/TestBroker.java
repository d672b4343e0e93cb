// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** Mosquitto on a free port of the loopback. */
final class TestBroker extends ExternalResource {
    private final TemporaryFolder folder = new TemporaryFolder();
    private int port;
    private Path config;
    private Process process;

    int port() {
        return port;
    }

    @Override
    protected void before() throws IOException {
        folder.create();
        port = FreePorts.tcp();
        config = folder.newFile("mosquitto.conf").toPath();
        Files.writeString(config, "listener " + port + " 127.0.0.1\nallow_anonymous true\npersistence false\n");
        start();
    }

    @Override
    protected void after() {
        kill();
        folder.delete();
    }

    void start() throws IOException {
        process = new ProcessBuilder("/usr/sbin/mosquitto", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Await.until(this::answers, Duration.ofSeconds(10), "Mosquitto at port " + port);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
