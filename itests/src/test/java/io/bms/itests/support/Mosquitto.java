// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Mosquitto: a broker that is not ours, and command-line clients that are not Paho. */
public final class Mosquitto implements AutoCloseable {
    private final Run run;
    private final int port;

    private Mosquitto(Run run, int port) {
        this.run = run;
        this.port = port;
    }

    /** Starts a broker on {@code port} whose one account is {@code user}; it logs everything. */
    public static Mosquitto start(int port, String user, String password) {
        return start(port, user, password, "all");
    }

    /** The same for many messages: it logs none of them. */
    public static Mosquitto startForLoad(int port, String user, String password) {
        return start(port, user, password, "information");
    }

    /**
     * One whose accounts and rules are changed over MQTT by {@code user} (its dynamic security plugin).
     *
     * @param more lines of its settings: further listeners
     */
    public static Mosquitto startDynamic(int port, String user, String password, String... more) {
        try {
            Path folder = folder(port);
            Path accounts = folder.resolve("dynamic-security.json");
            Files.deleteIfExists(accounts);
            Run.toEnd(
                    folder,
                    Map.of(),
                    Duration.ofSeconds(10),
                    List.of("mosquitto_ctrl", "dynsec", "init", accounts.toString(), user, password));
            String machine =
                    System.getProperty("os.arch").replace("amd64", "x86_64").replace("arm64", "aarch64");
            return run(
                    port,
                    "plugin /usr/lib/" + machine + "-linux-gnu/mosquitto_dynamic_security.so",
                    "plugin_opt_config_file " + accounts,
                    "log_type all",
                    String.join("\n", more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(int port) throws IOException {
        return Files.createDirectories(Distribution.work().resolve("mosquitto-" + port));
    }

    private static Mosquitto start(int port, String user, String password, String logged) {
        try {
            Path folder = folder(port);
            Path passwords = folder.resolve("passwords");
            Files.deleteIfExists(passwords);
            Run.toEnd(
                    folder,
                    Map.of(),
                    Duration.ofSeconds(10),
                    List.of("mosquitto_passwd", "-c", "-b", passwords.toString(), user, password));
            return run(port, "password_file " + passwords, "log_type " + logged);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mosquitto run(int port, String... more) {
        try {
            Path folder = folder(port);
            Files.writeString(
                    folder.resolve("mosquitto.conf"),
                    String.join(
                            "\n",
                            "listener " + port + " 127.0.0.1",
                            "allow_anonymous false",
                            "persistence true",
                            "persistence_location " + folder + "/",
                            "user root",
                            String.join("\n", more),
                            ""));
            String binary = Files.isExecutable(Path.of("/usr/sbin/mosquitto")) ? "/usr/sbin/mosquitto" : "mosquitto";
            Run run = Run.start(
                    folder,
                    Map.of(),
                    List.of(binary, "-c", folder.resolve("mosquitto.conf").toString()));
            run.awaitLine("running", Duration.ofSeconds(10));
            return new Mosquitto(run, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code mosquitto_sub -v} with MQTT 5 as admin of {@code gateway}. */
    public static Run subscribe(Gateway gateway, String... arguments) {
        List<String> command = client("mosquitto_sub", gateway);
        command.add("-v");
        command.addAll(List.of(arguments));
        return Run.start(Distribution.work(), Map.of(), command);
    }

    /** {@code mosquitto_pub} with MQTT 5 as admin of {@code gateway}, to its end. */
    public static void publish(Gateway gateway, String... arguments) {
        List<String> command = client("mosquitto_pub", gateway);
        command.addAll(List.of(arguments));
        Run.toEnd(Distribution.work(), Map.of(), Duration.ofSeconds(15), command);
    }

    private static List<String> client(String name, Gateway gateway) {
        return new ArrayList<>(List.of(
                name,
                "-V",
                "5",
                "-h",
                "127.0.0.1",
                "-p",
                "" + gateway.mqttPort(),
                "-u",
                "admin",
                "-P",
                Gateway.ADMIN_PASSWORD,
                "-q",
                "1"));
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "tcp://127.0.0.1:" + port;
    }

    /** What it logged. */
    public List<String> log() {
        return run.lines();
    }

    @Override
    public void close() {
        run.close();
    }
}
