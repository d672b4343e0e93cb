// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.disk.Disk;
import io.bms.testkit.PowerCut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class EtcFolderTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path from;
    private Path to;

    @Before
    public void folders() throws IOException {
        from = Files.createDirectories(folder.getRoot().toPath().resolve("home/etc/scripts"))
                .getParent();
        to = folder.getRoot().toPath().resolve("data/etc");
    }

    @Test
    public void bring_firstStart_copiesAll() throws IOException {
        Files.writeString(from.resolve("io.bms.mqtt.cfg"), "ours");
        Files.writeString(from.resolve("scripts/shell.script"), "script");

        EtcFolder.bring(Disk.real(), from, to);

        assertEquals("ours", Files.readString(to.resolve("io.bms.mqtt.cfg")));
        assertEquals("script", Files.readString(to.resolve("scripts/shell.script")));
    }

    @Test
    public void bring_newDistribution_keepsWhatTheOperatorEdits() throws IOException {
        Files.writeString(from.resolve("io.bms.mqtt.cfg"), "new default");
        Files.writeString(from.resolve("org.ops4j.pax.logging.cfg"), "new default");
        Files.createDirectories(to);
        Files.writeString(to.resolve("io.bms.mqtt.cfg"), "edited");
        Files.writeString(to.resolve("org.ops4j.pax.logging.cfg"), "edited");

        EtcFolder.bring(Disk.real(), from, to);

        assertEquals("edited", Files.readString(to.resolve("io.bms.mqtt.cfg")));
        assertEquals("edited", Files.readString(to.resolve("org.ops4j.pax.logging.cfg")));
    }

    @Test
    public void bring_powerLostAtAnyMoment_leavesEachFileWholeOrOld() throws IOException {
        Files.writeString(from.resolve("io.bms.mqtt.cfg"), "shipped");
        Files.writeString(from.resolve("startup.properties"), "new");
        Path data = Files.createDirectory(folder.getRoot().toPath().resolve("powered"));
        PowerCut disk = new PowerCut(data);
        disk.createFolders(data.resolve("etc"));
        disk.replace(data.resolve("etc/startup.properties"), "old".getBytes(StandardCharsets.UTF_8));
        EtcFolder.bring(disk, from, data.resolve("etc"));

        int states = disk.everywhere(0, folder.getRoot().toPath().resolve("after"), root -> {
            assertTrue(List.of("", "shipped").contains(textOf(root.resolve("etc/io.bms.mqtt.cfg"))));
            assertTrue(List.of("", "old", "new").contains(textOf(root.resolve("etc/startup.properties"))));
            assertTrue(Files.notExists(root.resolve("etc/io.bms.mqtt.cfg"))
                    || !textOf(root.resolve("etc/io.bms.mqtt.cfg")).isEmpty());
            assertTrue(Files.notExists(root.resolve("etc/startup.properties"))
                    || !textOf(root.resolve("etc/startup.properties")).isEmpty());
        });

        assertTrue("states seen: " + states, states > 10);
    }

    /** Empty where there is none. */
    private static String textOf(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void bring_newDistribution_renewsItsOwn() throws IOException {
        Files.writeString(from.resolve("startup.properties"), "new");
        Files.createDirectories(to);
        Files.writeString(to.resolve("startup.properties"), "old");

        EtcFolder.bring(Disk.real(), from, to);

        assertEquals("new", Files.readString(to.resolve("startup.properties")));
    }

    @Test
    public void setAside_fileThatIsNoProperties_keepsItAndTakesTheShippedOne() throws IOException {
        Files.writeString(from.resolve("io.bms.proxy.cfg"), "port = 3000");
        Files.createDirectories(to);
        Files.writeString(to.resolve("io.bms.proxy.cfg"), "keyStore = C:\\users");
        Files.writeString(to.resolve("io.bms.site.cfg"), "pollingIntervalSeconds = x");

        List<String> said = EtcFolder.setAside(Disk.real(), from, to);

        assertEquals(said.toString(), 1, said.size());
        assertTrue(said.get(0), said.get(0).startsWith("io.bms.proxy.cfg cannot be read"));
        assertEquals("port = 3000", Files.readString(to.resolve("io.bms.proxy.cfg")));
        assertEquals("keyStore = C:\\users", Files.readString(to.resolve("io.bms.proxy.cfg.unreadable")));
        assertEquals(List.of(), EtcFolder.setAside(Disk.real(), from, to));
    }
}
