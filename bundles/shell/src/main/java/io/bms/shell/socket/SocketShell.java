// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.api.audit.AuditLog;
import io.bms.launcher.frame.FrameChannel;
import io.bms.shell.Refused;
import io.bms.shell.ShellUser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell on a Unix socket in the data folder, which only its owner may open. There is no other way in: no
 * port, no password.
 */
@Component(service = {})
public final class SocketShell {
    private static final Logger LOG = LoggerFactory.getLogger(SocketShell.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int MOST_CLIENTS = 8;
    /** As long as a start or the replacement of a bundle takes on a slow machine. */
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(20);

    /** For tests, whose sessions run no command of ours. */
    private static final AwaitedCommands NO_COMMANDS = new AwaitedCommands(
            new CommandNeeds(Map.of(), service -> true, service -> Optional.empty()), Duration.ZERO);

    private final SessionFactory sessions;
    private final Consumer<Session> prepare;
    private final AwaitedCommands commands;
    private final ShellTrail trail;
    private final Path path;
    private final ServerSocketChannel server;
    private final Semaphore places = new Semaphore(MOST_CLIENTS);
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "bms-shell-client");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public SocketShell(BundleContext context, @Reference SessionFactory sessions) throws IOException {
        this(context, sessions, CommandNeeds.of(context), new ShellTrail());
    }

    private SocketShell(BundleContext context, SessionFactory sessions, CommandNeeds needs, ShellTrail trail)
            throws IOException {
        this(
                Path.of(context.getProperty("bms.data")),
                sessions,
                session -> {
                    CommandGuard.stand(session, judges(context, needs), trail);
                    CommandList.stand(session);
                },
                new AwaitedCommands(needs, COMMAND_PATIENCE),
                trail);
    }

    /** The judges of all commands that could take the shell away, and of ours, each of which has its needs. */
    private static Map<String, CommandGuard.Judge> judges(BundleContext context, CommandNeeds needs) {
        Map<String, CommandGuard.Judge> judges = new HashMap<>(BundleGuard.judges(context.getBundle()));
        judges.putAll(FeatureGuard.judges(() -> new InstalledFeatures(context)));
        for (String command : needs.commands()) {
            judges.put(CommandNeeds.SCOPE + ":" + command, typed -> {
                Optional<String> lacking = needs.lacking(command);
                if (lacking.isPresent()) {
                    throw new Refused(lacking.get());
                }
            });
        }
        return judges;
    }

    SocketShell(Path data, SessionFactory sessions) throws IOException {
        this(data, sessions, session -> {}, NO_COMMANDS, new ShellTrail());
    }

    private SocketShell(
            Path data, SessionFactory sessions, Consumer<Session> prepare, AwaitedCommands commands, ShellTrail trail)
            throws IOException {
        this.trail = trail;
        this.sessions = sessions;
        this.prepare = prepare;
        this.commands = commands;
        this.path = data.resolve("shell.sock");
        this.server = listen(data, path);
        threads.execute(this::accept);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAudit(AuditLog present) {
        trail.bind(present);
    }

    void unbindAudit(AuditLog gone) {
        trail.unbind(gone);
    }

    @Deactivate
    void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        for (SocketChannel client : clients) {
            client.close();
        }
        threads.shutdownNow();
    }

    /**
     * Binds in a folder of the owner's and moves the socket out when it is his alone, so that it never is anyone
     * else's.
     */
    private static ServerSocketChannel listen(Path data, Path path) throws IOException {
        Path nursery = data.resolve(".sh");
        Path newborn = nursery.resolve("s");
        Files.deleteIfExists(newborn);
        Files.deleteIfExists(nursery);
        Files.createDirectory(
                nursery, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(newborn));
            Files.setPosixFilePermissions(newborn, OWNER_ONLY);
            Files.move(newborn, path, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(nursery);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void accept() {
        try {
            while (server.isOpen()) {
                SocketChannel client = server.accept();
                if (places.tryAcquire()) {
                    clients.add(client);
                    threads.execute(() -> converse(client));
                } else {
                    LOG.warn("refused a shell: {} are open", MOST_CLIENTS);
                    client.close();
                }
            }
        } catch (IOException e) {
            if (server.isOpen()) {
                LOG.error("the shell takes no more clients", e);
            }
        }
    }

    private void converse(SocketChannel client) {
        try (FrameChannel channel = new FrameChannel(client)) {
            String user =
                    client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            Consumer<Session> prepared = prepare.andThen(session -> ShellUser.stand(session, user));
            new ShellConversation(channel, sessions, threads, prepared, commands).hold();
        } catch (IOException e) {
            LOG.debug("a shell client went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.remove(client);
            places.release();
        }
    }
}
