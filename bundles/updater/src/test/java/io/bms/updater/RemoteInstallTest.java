// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.bms.api.ErrorCode;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateRecord;
import io.bms.api.update.UpdateState;
import io.bms.api.update.UpdateVerdict;
import io.bms.api.update.Updater;
import io.bms.disk.Sha256;
import io.bms.testkit.TlsKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Packages from a server of the test's own. */
public class RemoteInstallTest {
    private static final byte[] PACKAGE = "a package".getBytes(StandardCharsets.UTF_8);
    private static final int MIB = 1 << 20;
    private static final String HASH = Sha256.of(PACKAGE);
    private static final UpdatePlan PLAN = new UpdatePlan("7-abc", UpdatePlan.Way.HOT, "", List.of(), List.of());

    @ClassRule
    public static final TlsKeys KEYS = new TlsKeys();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<String> installed = new ArrayList<>();
    private UpdateVerdict verdict = new UpdateVerdict.Taken(PLAN, Optional.empty());
    private long freeBytes = 1L << 40;
    private final AtomicInteger sent = new AtomicInteger();
    private HttpsServer server;
    private Updater updater = new Taking();
    private byte[] distribution = {};

    @Before
    public void start() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KEYS.store(TlsKeys.TRUSTED), KEYS.password());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/good.bmsu", exchange -> {
            sent.incrementAndGet();
            exchange.sendResponseHeaders(200, PACKAGE.length);
            exchange.getResponseBody().write(PACKAGE);
            exchange.close();
        });
        server.createContext("/distribution.bmsu", exchange -> {
            exchange.sendResponseHeaders(200, distribution.length);
            exchange.getResponseBody().write(distribution);
            exchange.close();
        });
        server.createContext("/large.bmsu", exchange -> {
            exchange.sendResponseHeaders(200, exchange.getRequestURI().getQuery() == null ? 2 * MIB : 0);
            exchange.getResponseBody().write(new byte[2 * MIB]);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().add("Location", "/good.bmsu");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    @After
    public void stop() {
        server.stop(0);
        thread.shutdownNow();
    }

    /** Takes what it is given, and remembers it. */
    private final class Taking implements Updater {
        @Override
        public CompletionStage<UpdateVerdict> install(Path file, Optional<String> id, boolean attended) {
            try {
                installed.add(Files.readString(file) + " " + attended);
                return CompletableFuture.completedFuture(verdict);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public CompletionStage<UpdateVerdict> verify(Path file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<UpdateVerdict> rollBack() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<KeyVerdict> addKey(Path file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UpdateState state() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UpdateRecord> history() {
            return List.of();
        }
    }

    private CommandResult ask(Set<String> hosts, String path, String hash) throws Exception {
        RemoteInstall install = new RemoteInstall(
                updater, Download.from(hosts), folder.getRoot().toPath(), thread, at -> freeBytes);
        URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
        CommandResult result = install.handle(new Command.InstallUpdate(url, hash), progress -> {})
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertFalse("it keeps no room", Files.exists(folder.getRoot().toPath().resolve("updates/download.bmsu")));
        return result;
    }

    private void assertFails(ErrorCode code, String why, CommandResult result) {
        assertEquals(code, result.failure().orElseThrow().code());
        String said = result.failure().orElseThrow().message();
        assertTrue(said, said.contains(why));
        assertEquals(List.of(), installed);
    }

    @Test
    public void package_isFetchedAndInstalled_asByNobodyWhoWatches() throws Exception {
        assertEquals(new CommandResult.UpdateStaged(PLAN), ask(Set.of("127.0.0.1"), "/good.bmsu", HASH));
        assertEquals(List.of("a package false"), installed);
    }

    @Test
    public void withoutHosts_isOff() throws Exception {
        assertFails(ErrorCode.NOT_CONFIGURED, "downloadHosts", ask(Set.of(), "/good.bmsu", HASH));
    }

    @Test
    public void anotherHostHashOrAnswer_isRefused() throws Exception {
        assertFails(ErrorCode.DENIED, "not fetched from 127.0.0.1", ask(Set.of("example.com"), "/good.bmsu", HASH));
        assertFails(ErrorCode.DENIED, "another", ask(Set.of("127.0.0.1"), "/good.bmsu", "0".repeat(64)));
        assertFails(ErrorCode.DENIED, "answered 404", ask(Set.of("127.0.0.1"), "/none.bmsu", HASH));
        assertFails(ErrorCode.DENIED, "answered 302", ask(Set.of("127.0.0.1"), "/elsewhere", HASH));
    }

    /** The history and the journal lie on the same disk. */
    @Test
    public void noRoom_isNotFetched() throws Exception {
        freeBytes = 64 * MIB;
        String none = "There are 64 MiB free on the gateway's disk, which is no room for a package";
        assertFails(ErrorCode.DENIED, none, ask(Set.of("127.0.0.1"), "/good.bmsu", HASH));
        assertEquals("the server was asked", 0, sent.get());
        freeBytes = 67 * MIB;
        String little = "There are 67 MiB free on the gateway's disk, which is room for a package of 1 MiB";
        for (String length : List.of("said", "not said")) {
            String path = length.equals("said") ? "/large.bmsu" : "/large.bmsu?chunked";
            assertFails(ErrorCode.DENIED, little, ask(Set.of("127.0.0.1"), path, HASH));
        }
        assertEquals(new CommandResult.UpdateStaged(PLAN), ask(Set.of("127.0.0.1"), "/good.bmsu", HASH));
    }

    @Test
    public void refusedPackage_isAFailureThatSaysWhy() throws Exception {
        verdict = new UpdateVerdict.Refused("The package is damaged.");
        CommandResult result = ask(Set.of("127.0.0.1"), "/good.bmsu", HASH);
        assertEquals("The package is damaged.", result.failure().orElseThrow().message());
    }

    /** Its outcome is retained: DistributionPackageTest has what the session is told. */
    @Test
    public void distribution_isStagedAsOne_withWhatPauses_andTheGatewayStartsAnew() throws Exception {
        try (PlayedGateway gateway = new PlayedGateway(folder.newFolder().toPath())) {
            updater = gateway.updater();
            distribution = gateway.distribution();
            CommandResult result = ask(Set.of("127.0.0.1"), "/distribution.bmsu", Sha256.of(distribution));
            UpdatePlan plan = ((CommandResult.UpdateStaged) result).plan();
            assertEquals(gateway.id(), plan.id());
            assertEquals(UpdatePlan.Way.DISTRIBUTION, plan.way());
            assertTrue(plan.pauses().toString(), plan.pauses().get(0).contains("with another distribution"));
            assertTrue(gateway.restarts());
        }
    }
}
