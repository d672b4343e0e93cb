// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Podman with images, containers and networks of the tests' own, none of the machine's. */
public final class Podman {
    /** For what reads or writes an image. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private final List<String> host;
    private final Path folder;

    /** Keeps all of it below {@code folder}. */
    public Podman(Path folder) {
        this(List.of(), folder);
    }

    private Podman(List<String> host, Path folder) {
        this.host = host;
        this.folder = folder;
    }

    /** The same, run on another host: what a command begins with to be run there. */
    public Podman on(List<String> otherHost) {
        return new Podman(otherHost, folder);
    }

    /**
     * The command that all others begin with; runc and cgroupfs work in sandboxes where their newer counterparts do
     * not.
     */
    public List<String> command() {
        List<String> command = new ArrayList<>(host);
        command.addAll(List.of(
                "podman",
                "--root",
                folder.resolve("root").toString(),
                "--runroot",
                runroot().toString(),
                "--network-config-dir",
                folder.resolve("networks").toString(),
                "--cgroup-manager",
                "cgroupfs"));
        if (Files.isExecutable(Path.of("/usr/sbin/runc"))) {
            command.addAll(List.of("--runtime", "/usr/sbin/runc"));
        }
        return command;
    }

    /** Podman takes none longer than 50 characters, so it lies elsewhere, by the same name in each process. */
    private Path runroot() {
        return Path.of(System.getProperty("java.io.tmpdir"), "bms-podman-" + Integer.toHexString(folder.hashCode()));
    }

    /** Runs podman; fails unless it exits 0. */
    public String run(String... arguments) {
        return run(PATIENCE, List.of(arguments));
    }

    private String run(Duration limit, List<String> arguments) {
        return Run.toEnd(folder, environment(), limit, with(arguments));
    }

    /** Runs a line of the documentation, which says {@code docker} and {@code bms-gateway}, on the image under test. */
    public String docker(String line) {
        List<String> words = new ArrayList<>(WORD.matcher(line)
                .results()
                .map(Podman::word)
                .map(word -> word.equals("bms-gateway") ? GatewayImage.NAME : word)
                .toList());
        if (!words.remove(0).equals("docker")) {
            throw new AssertionError("this line does not begin with docker: " + line);
        }
        if (words.get(0).equals("run")) {
            words.addAll(1, limits());
        }
        return run(PATIENCE, words);
    }

    private static String word(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    /** Runs podman and does not wait for its end. */
    public Run begin(String... arguments) {
        return Run.start(folder, environment(), with(List.of(arguments)));
    }

    /** The exit status of podman with arguments that may fail. */
    public int code(String... arguments) {
        try (Run run = begin(arguments)) {
            return run.exit(SOON);
        }
    }

    /** What a build by podman needs where the kernel lets it make no container of its own. */
    public Map<String, String> environment() {
        return Map.of("BUILDAH_ISOLATION", "chroot");
    }

    /** Starts a container in the background, by {@code podman run -d --name name}. */
    public void start(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of("run", "-d", "--name", name));
        command.addAll(limits());
        command.addAll(List.of(arguments));
        run(SOON, command);
    }

    /** The limits that a sandbox lets a container have, which asks for more unless told. */
    private static List<String> limits() {
        return List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024");
    }

    /** One of the fields that inspect knows, as {@code .State.Running}. */
    public String inspect(String name, String field) {
        return run("inspect", "--format", "{{" + field + "}}", name).strip();
    }

    /** The container's address in its network. */
    public String address(String name) {
        return inspect(name, "range .NetworkSettings.Networks}}{{.IPAddress}}{{end");
    }

    /** Looks at the container's health as the engine does at each interval, and says what it then is. */
    public String health(String name) {
        code("healthcheck", "run", name);
        return inspect(name, ".State.Healthcheck.Status");
    }

    /**
     * Waits until the gateway in the container is ready, by one command within it: to enter a container takes longer
     * than to ask.
     */
    public void awaitReady(String name) {
        String asking = "until bms health >/dev/null 2>&1; do sleep 0.3; done";
        try (Run run = begin("exec", name, "timeout", "170", "bash", "-c", asking)) {
            if (run.exit(Duration.ofSeconds(180)) != 0) {
                throw new AssertionError("the gateway in " + name + " is not ready:\n" + run("logs", name));
            }
        }
    }

    /** What the gateway in the container says to a command of its shell. */
    public String shell(String name, String command) {
        return exec(name, "bms", "shell", command);
    }

    /** Runs a command in the container; fails unless it exits 0. */
    public String exec(String name, String... command) {
        List<String> all = new ArrayList<>(List.of("exec", name));
        all.addAll(List.of(command));
        return run(Duration.ofSeconds(120), all);
    }

    /**
     * Makes an image of a program of this machine with the libraries it is linked to, for one that a registry would
     * have.
     */
    public void importProgram(String name, Path program, String... changes) {
        Path root = folder.resolve("program");
        String tar = root + ".tar";
        Run.toEnd(
                folder,
                Map.of(),
                PATIENCE,
                List.of(
                        "sh",
                        "-ec",
                        "rm -rf " + root + "; for each in " + program + " $(ldd " + program
                                + " | grep -o '/[^ ]*'); do install -D $each " + root + "$each; done; mkdir -p -m 1777 "
                                + root
                                + "/tmp; tar -C " + root + " -cf " + tar + " .; rm -rf " + root));
        List<String> command = new ArrayList<>(List.of("import", "-q"));
        Stream.of(changes).forEach(change -> command.addAll(List.of("-c", change)));
        command.addAll(List.of(tar, "localhost/" + name));
        run(PATIENCE, command);
    }

    /**
     * The name of a network, another in each run: which addresses of a network are taken is kept by its name for the
     * whole machine, and a run that was killed gives none back.
     */
    public static String network(String name) {
        return "bms-test-" + name + "-" + ProcessHandle.current().pid();
    }

    /** Removes a network, whether or not it is there, and what the machine keeps of its addresses. */
    public void removeNetwork(String name) {
        code("network", "rm", "-f", network(name));
        Run.toEnd(folder, Map.of(), SOON, List.of("rm", "-rf", "/var/lib/cni/networks/" + network(name)));
    }

    /** Removes containers, whether or not they are there. */
    public void remove(String... names) {
        for (String name : names) {
            code("rm", "-f", "-t", "0", "-v", name);
        }
    }

    private List<String> with(List<String> arguments) {
        List<String> command = command();
        command.addAll(arguments);
        return command;
    }
}
