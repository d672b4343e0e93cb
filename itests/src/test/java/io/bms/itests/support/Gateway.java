// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** A gateway of the built distribution: a process of its own, with free ports and a data folder of its own. */
public final class Gateway implements AutoCloseable {
    public static final String ADMIN_PASSWORD = "a long enough password";
    /** Where the gateway under test sends from; the devices are on other loopback addresses. */
    public static final String BACNET_ADDRESS = "127.0.0.3";

    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static int count;

    private final Path home;
    private final Path data;
    private final Map<String, String> env = new LinkedHashMap<>();
    private final int mqttPort = FreePorts.tcp();
    private final int bacnetPort;
    /** Whether the data folder is this one's, which goes with it. */
    private final boolean ownData;

    private Run run;
    private Path view;

    /** Prepares a gateway of the built distribution, not started yet. */
    public Gateway(int bacnetPort, Map<String, String> overrides) {
        this(Distribution.folder(), bacnetPort, overrides);
    }

    /** Prepares a gateway of another copy of the distribution. */
    public Gateway(Path home, int bacnetPort, Map<String, String> overrides) {
        this.home = home;
        this.bacnetPort = bacnetPort;
        synchronized (Gateway.class) {
            env.put(
                    "BMS_DATA",
                    Distribution.work()
                            .resolve("gateway-" + ProcessHandle.current().pid() + "-" + ++count)
                            .toString());
        }
        env.put("BMS_MQTT_PORT", Integer.toString(mqttPort));
        env.put("BMS_MQTT_WS_PORT", Integer.toString(FreePorts.tcp()));
        env.put("BMS_HTTP_PORT", Integer.toString(FreePorts.tcp()));
        env.put("BMS_BACNET_BIND", BACNET_ADDRESS);
        env.put("BMS_BACNET_PORT", Integer.toString(bacnetPort));
        env.put("BMS_BACNET_BROADCAST", "127.255.255.255");
        env.put("BMS_ORG_ID", "acme");
        env.put("BMS_SITE_ID", "hq");
        env.put("BMS_DEVICE_ID", "gateway-1");
        env.put("BMS_ADMIN_PASSWORD", ADMIN_PASSWORD);
        env.put("BMS_POLLING_INTERVAL_SECONDS", "1");
        env.put("BMS_BATCH_INTERVAL_SECONDS", "1");
        env.putAll(overrides);
        ownData = !overrides.containsKey("BMS_DATA");
        data = Path.of(env.get("BMS_DATA"));
        view = data;
    }

    /** Starts one and waits until its MQTT status is online. */
    public static Gateway started(int bacnetPort, Map<String, String> overrides) {
        Gateway gateway = new Gateway(bacnetPort, overrides);
        gateway.start();
        return gateway;
    }

    public void start() {
        launch();
        awaitOnline();
    }

    /** Starts the process and does not wait. */
    public void launch() {
        launch(List.of("bin/bms", "run"));
    }

    /** Starts the process by another command, and does not wait. */
    public void launch(List<String> command) {
        run = Run.start(home, env, command);
    }

    /** Starts it by a command that ends in {@code bin/bms run}, and whose processes see the data folder elsewhere. */
    public void launch(List<String> command, LongFunction<Path> place) {
        run = Run.start(home, env, command);
        view = place.apply(run.pid());
    }

    /** Waits until the embedded broker has a status {@code online} of this run. */
    public void awaitOnline() {
        long pid = Await.some(this::pidIfAny, START_LIMIT, () -> "the process id of the gateway\n" + output());
        Await.until(
                () -> {
                    if (!run.alive()) {
                        throw new AssertionError("the gateway ended:\n" + output());
                    }
                    try (MqttProbe probe = MqttProbe.tryConnect(mqttUri(), "admin", ADMIN_PASSWORD)) {
                        if (probe == null) {
                            return false;
                        }
                        probe.subscribe(base() + "/status/update", 1);
                        probe.await(
                                "an online status",
                                Duration.ofSeconds(2),
                                m -> m.topic().endsWith("/status/update")
                                        && "online"
                                                .equals(m.json().path("status").asText()));
                        return true;
                    } catch (AssertionError notYet) {
                        return false;
                    }
                },
                START_LIMIT,
                "status online of process " + pid);
    }

    /** Waits until another process than {@code before} is online. */
    public void awaitRestart(long before) {
        Await.until(
                () -> pidIfAny().filter(pid -> pid != before).isPresent(),
                START_LIMIT,
                "another process than " + before);
        awaitOnline();
    }

    /** Waits until another process than {@code before} is ready, by its files alone, whatever the password is. */
    public void awaitReady(Duration limit, long before) {
        Await.until(
                () -> Files.exists(data.resolve("ready"))
                        && pidIfAny().filter(pid -> pid != before).isPresent(),
                limit,
                "another process than " + before + " is ready");
    }

    /** Empty also while the launcher writes it. */
    private Optional<Long> pidIfAny() {
        try {
            String text = Files.readString(view.resolve("bms.pid"));
            return text.endsWith("\n") ? Optional.of(Long.parseLong(text.strip())) : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The gateway's own Java process. */
    public long pid() {
        return pidIfAny().orElseThrow(() -> new AssertionError("no bms.pid in " + data));
    }

    /** kill -9, and waits until the launcher has noticed. */
    public void kill9() {
        ProcessHandle java = ProcessHandle.of(pid()).orElseThrow();
        java.destroyForcibly();
        run.exit(Duration.ofSeconds(10));
    }

    /** Waits until the launcher has noticed a kill of somebody else's. */
    public void awaitEnd() {
        run.exit(Duration.ofSeconds(10));
    }

    /** Ends it as an operator would. */
    public void stop() {
        bms(Duration.ofSeconds(30), "stop");
        run.exit(Duration.ofSeconds(10));
    }

    /** Runs {@code bin/bms} with arguments; fails unless it exits 0. */
    public String bms(Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bin/bms"));
        command.addAll(List.of(arguments));
        return Run.toEnd(home, env, limit, command);
    }

    /** One shell command, as {@code bin/bms shell} would ask for it; fails unless it exits 0. */
    public String shell(String command) {
        return Shell.run(view.resolve("shell.sock"), command);
    }

    /** The same by {@code bin/bms}. */
    public String shellProgram(String command) {
        return bms(Duration.ofSeconds(120), "shell", command);
    }

    /** Adds an account, whose password goes in by a pipe: {@code bms:account-add} with these arguments. */
    public void addAccount(String arguments, String password) {
        Map<String, String> withPassword = new LinkedHashMap<>(env);
        withPassword.put("TYPED", password);
        String command = "echo \"$TYPED\" | bin/bms shell \"bms:account-add " + arguments + "\"";
        Run.toEnd(home, withPassword, Duration.ofSeconds(120), List.of("bash", "-c", command));
    }

    /** A client signed in as admin. */
    public MqttProbe probe() {
        return MqttProbe.connect(mqttUri(), "admin", ADMIN_PASSWORD);
    }

    public String mqttUri() {
        return "tcp://127.0.0.1:" + mqttPort;
    }

    public int mqttPort() {
        return mqttPort;
    }

    public int bacnetPort() {
        return bacnetPort;
    }

    /** The value of one of its environment variables. */
    public String env(String name) {
        return env.get(name);
    }

    /** Sets an environment variable for the next start. */
    public void setEnv(String name, String value) {
        env.put(name, value);
    }

    public Path data() {
        return data;
    }

    /** The data folder as it is seen from here. */
    public Path view() {
        return view;
    }

    public Path home() {
        return home;
    }

    /** The first part of all its topics, as long as its identity was not changed. */
    public String base() {
        return "iot/global/" + env.get("BMS_ORG_ID") + "/" + env.get("BMS_SITE_ID") + "/" + env.get("BMS_DEVICE_ID");
    }

    /** What it printed on its console in this run. */
    public String output() {
        return run == null ? "" : run.output();
    }

    /** The process of the launcher in this run. */
    public Run run() {
        return run;
    }

    @Override
    public void close() {
        if (run != null) {
            run.close();
        }
        if (ownData && !Boolean.getBoolean("bms.keep")) {
            delete(data);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
