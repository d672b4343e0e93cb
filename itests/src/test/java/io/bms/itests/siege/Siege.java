// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A gateway of the built distribution beside a simulated building, somebody who works with it, and those who attack it.
 */
final class Siege implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String GUEST = "guest";
    private static final String GUEST_PASSWORD = "a guest's long password";
    private static final List<String> WORK = List.of("page", "health", "write", "sign-in");
    private static final String POINT = "1001.analogValue.1";

    private final Simulator building = Simulator.start(2, 10, "127.0.1.1");
    private final Gateway gateway;
    private GoodClient good;
    private double startMb;

    /**
     * What one attack did.
     *
     * @param before what the work took in the third of the attack's time before it
     * @param samplesMissed seconds without a sample of a point that is read each second
     * @param sessionsLost how often the gateway's own MQTT session was reported lost
     * @param grownMb resident memory after the attack less that before, MiB
     * @param aboveStartMb the same, less that when the gateway had started
     * @param peakMb the most resident memory since the gateway's start, MiB
     * @param secondsAfter from the end of the attack until page, health, write and sign-in had each succeeded once more
     * @param restart seconds of a restart after it, if there was one
     */
    record Outcome(
            String attack,
            Map<String, GoodClient.Times> before,
            Map<String, GoodClient.Times> during,
            Map<String, GoodClient.Times> after,
            long deeds,
            long samplesMissed,
            int sessionsLost,
            double grownMb,
            double aboveStartMb,
            double peakMb,
            double secondsAfter,
            OptionalDouble restart) {
        private Outcome restarted(double seconds) {
            return new Outcome(
                    attack,
                    before,
                    during,
                    after,
                    deeds,
                    samplesMissed,
                    sessionsLost,
                    grownMb,
                    aboveStartMb,
                    peakMb,
                    secondsAfter,
                    OptionalDouble.of(seconds));
        }
    }

    /** Starts all, with settings that the environment would give. */
    Siege(Map<String, String> environment) {
        gateway = Gateway.started(building.port(), environment);
        gateway.addAccount(
                "--right read --right ask_history --right configure --publish 'guest/#' --publish 'x/#'"
                        + " --publish 'a/#' --subscribe 'guest/#' --subscribe 'same/+' " + GUEST + " service",
                GUEST_PASSWORD);
        try (MqttProbe probe = gateway.probe()) {
            probe.command(
                    gateway.base(),
                    "get_config",
                    "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\"],\"polling_interval\":1",
                    SOON);
        }
        work();
    }

    private void work() {
        good = new GoodClient(gateway, POINT);
        good.secondsUntilAllWorks();
        startMb = memoryMb("VmRSS:");
    }

    private void stopWork() {
        good.close();
        good.failures().forEach(failure -> System.out.println("a write failed: " + failure));
    }

    /**
     * Plays attacks at the same time, beside the one who works.
     *
     * @param thorough whether to look how all is before them, and to restart after them
     */
    Outcome play(List<Attack> attacks, Duration time, long seed, boolean thorough) {
        long quiet = System.nanoTime();
        if (thorough) {
            Await.pass(time.dividedBy(3));
        }
        Outcome outcome = play(attacks, time, seed, quiet);
        outcome = thorough ? outcome.restarted(restart()) : outcome;
        print(outcome);
        return outcome;
    }

    private Outcome play(List<Attack> attacks, Duration time, long seed, long quiet) {
        String name = attacks.stream().map(Attack::name).collect(Collectors.joining(" + "));
        int lost = good.sessionsLost();
        double memory = memoryMb("VmRSS:");
        long start = System.nanoTime();
        Instant began = Instant.now();
        long deeds = 0;
        List<Force> forces = attacks.stream()
                .map(attack -> new Force(target(), time, seed + attack.name().hashCode()))
                .toList();
        for (int i = 0; i < attacks.size(); i++) {
            attacks.get(i).launch().accept(forces.get(i));
        }
        Await.pass(time);
        for (Force force : forces) {
            force.close();
            deeds += force.done();
        }
        long end = System.nanoTime();
        double seconds = good.secondsUntilAllWorks();
        Await.pass(Duration.ofSeconds(2));
        double after = memoryMb("VmRSS:");
        return new Outcome(
                name,
                times(quiet, start),
                times(start, end),
                times(end, System.nanoTime()),
                deeds,
                good.missed(began, Instant.now().minusSeconds(1)),
                good.sessionsLost() - lost,
                after - memory,
                after - startMb,
                memoryMb("VmHWM:"),
                seconds,
                OptionalDouble.empty());
    }

    private Force.Target target() {
        return new Force.Target(
                Integer.parseInt(gateway.env("BMS_HTTP_PORT")),
                gateway.mqttPort(),
                gateway.base(),
                GUEST,
                GUEST_PASSWORD);
    }

    private Map<String, GoodClient.Times> times(long from, long to) {
        return WORK.stream().collect(Collectors.toMap(what -> what, what -> good.times(what, from, to)));
    }

    /**
     * Restarts the gateway by {@code kill -9}, and gives the seconds until it is online again with every retained
     * value.
     */
    double restart() {
        List<String> before = retained();
        stopWork();
        gateway.kill9();
        long start = System.nanoTime();
        gateway.start();
        Await.until(() -> retained().containsAll(before), SOON, "all " + before.size() + " values are retained");
        double seconds = (System.nanoTime() - start) / 1e9;
        work();
        return seconds;
    }

    /** The topics of the points' latest values. */
    private List<String> retained() {
        try (MqttProbe probe = gateway.probe()) {
            probe.subscribe(gateway.base() + "/1001/#", 1);
            probe.subscribe(gateway.base() + "/1002/#", 1);
            Await.pass(Duration.ofMillis(500));
            return probe.messages().stream()
                    .map(MqttProbe.Message::topic)
                    .filter(topic -> topic.matches(".*/100[12]/100[12][.][a-zA-Z]+[.]\\d+"))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private double memoryMb(String what) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(gateway.pid()), "status")).stream()
                    .filter(line -> line.startsWith(what))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the gateway says is wrong with it. */
    String status() {
        return gateway.shell("bms:status");
    }

    /** Prints what the columns of the table are. */
    static void head() {
        System.out.printf(
                "%n%-9s %-20s %-20s %-20s %-20s %9s %6s %4s %5s %6s %5s %6s %7s%n",
                "ms at",
                "page p50/p99/worst",
                "health",
                "write",
                "sign-in",
                "deeds",
                "missed",
                "lost",
                "MiB",
                "start+",
                "peak",
                "s",
                "restart");
    }

    private static void print(Outcome outcome) {
        System.out.printf(
                "%s%n%s%n%s %9d %6d %4d %+5.0f %+6.0f %5.0f %6.1f %7.1f%n%s%n",
                outcome.attack,
                row("before", outcome.before),
                row("during", outcome.during),
                outcome.deeds,
                outcome.samplesMissed,
                outcome.sessionsLost,
                outcome.grownMb,
                outcome.aboveStartMb,
                outcome.peakMb,
                outcome.secondsAfter,
                outcome.restart.orElse(Double.NaN),
                row("after", outcome.after));
    }

    private static String row(String when, Map<String, GoodClient.Times> times) {
        return "  %-7s %s"
                .formatted(
                        when,
                        WORK.stream()
                                .map(what -> "%-20s".formatted(cell(times.get(what))))
                                .collect(Collectors.joining(" ")));
    }

    private static String cell(GoodClient.Times times) {
        return "%.0f/%.0f/%.0f%s"
                .formatted(times.p50(), times.p99(), times.worst(), times.failed() > 0 ? " -" + times.failed() : "");
    }

    @Override
    public void close() {
        stopWork();
        gateway.close();
        building.close();
    }
}
