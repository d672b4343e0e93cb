// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** A real broker, not ours, on a free port of the loopback. */
public final class Mosquitto extends ExternalResource {
    /** For a broker that is next door: a tenth of what the gateway waits otherwise, and less of the longest. */
    static final Pace PACE = new Pace(
            Duration.ofMillis(100),
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofSeconds(1));

    private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

    private final TemporaryFolder folder = new TemporaryFolder();
    private int port;
    private Path config;
    private Process process;

    public int port() {
        return port;
    }

    @Override
    protected void before() throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            throw new AssertionError(
                    "Mosquitto is missing; install it: apt-get install -y mosquitto mosquitto-clients");
        }
        folder.create();
        port = FreePorts.tcp();
        config = folder.newFile("mosquitto.conf").toPath();
        start("allow_anonymous true");
    }

    @Override
    protected void after() {
        stop();
        folder.delete();
    }

    /** Starts it, with nothing kept of an earlier run. */
    public void start(String... lines) {
        startWith("persistence false", lines);
    }

    /** Starts it with the sessions and messages that it had when it was stopped. */
    public void startWithItsSessions(String... lines) {
        startWith("persistence true\npersistence_location " + folder.getRoot() + "/", lines);
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** Has it read the files again that its configuration names; connections stay. */
    public void reload() {
        try {
            new ProcessBuilder("kill", "-HUP", "" + process.pid()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startWith(String persistence, String... lines) {
        try {
            String user = System.getProperty("user.name").equals("root") ? "user root\n" : "";
            Files.writeString(
                    config,
                    user + "listener " + port + " 127.0.0.1\n" + persistence + "\n" + String.join("\n", lines) + "\n");
            process = new ProcessBuilder(List.of(PROGRAM.toString(), "-c", config.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            folder.getRoot().toPath().resolve("mosquitto.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until(this::listens, Duration.ofSeconds(10), "Mosquitto listens");
    }

    public void stop() {
        process.destroy();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public Path write(String name, String text) throws IOException {
        return Files.writeString(folder.getRoot().toPath().resolve(name), text);
    }

    /** A password file for one account. */
    public Path passwords(String user, String password) throws IOException {
        Path file = write("passwords", "");
        try {
            Process tool = new ProcessBuilder("mosquitto_passwd", "-b", file.toString(), user, password).start();
            if (!tool.waitFor(10, TimeUnit.SECONDS) || tool.exitValue() != 0) {
                throw new AssertionError("mosquitto_passwd failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return file;
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("Mosquitto did not start");
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
