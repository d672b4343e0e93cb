// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class UpdateSetTest {
    private static final String HERE = "0123456789abcdef";
    /** Of "driver". */
    private static final String HASH = "b4def8217cadae26d4da633fd2a4e58e326cbb5d570afdc3989484da07af3579";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> said = new ArrayList<>();
    private Layout layout;
    private Path set;
    private Path driver;

    @Before
    public void committed() throws Exception {
        Path root = folder.getRoot().toPath();
        layout = Layout.of(Files.createDirectories(root.resolve("home")), root.resolve("data"));
        set = Files.createDirectories(layout.updates().resolve("sets/17-abc"));
        Files.writeString(layout.updates().resolve("committed"), "17-abc\n");
        Files.writeString(
                set.resolve("set.properties"),
                """
                distribution=%s
                repository=mvn:io.bms/bms-features/0.1.1/xml/features
                feature=bms-gateway/0.1.1
                """
                        .formatted(HERE));
        driver = layout.updateRepository().resolve("io/bms/driver.jar");
        Files.createDirectories(driver.getParent());
        Files.writeString(driver, "driver");
        Files.writeString(set.resolve("SHA256SUMS"), HASH + "  io/bms/driver.jar\n");
    }

    @Test
    public void inForce_asWritten_isUsed() throws IOException {
        assertEquals(
                Optional.of(new UpdateSet("17-abc", "mvn:io.bms/bms-features/0.1.1/xml/features", "bms-gateway/0.1.1")),
                inForce());
        assertEquals(List.of(), said);
    }

    @Test
    public void inForce_noneCommitted_isTheDistribution() throws IOException {
        Files.delete(layout.updates().resolve("committed"));
        assertEquals(Optional.empty(), inForce());
        assertEquals(List.of(), said);
    }

    @Test
    public void inForce_anotherDistribution_isNotUsed() throws IOException {
        assertEquals(Optional.empty(), UpdateSet.inForce(layout, "another", said::add));
        refused("was installed on another distribution");
    }

    @Test
    public void inForce_jarChanged_isNotUsed() throws IOException {
        Files.writeString(driver, "drivel");
        assertEquals(Optional.empty(), inForce());
        refused("driver.jar is missing or was changed");
    }

    @Test
    public void inForce_jarMissing_isNotUsed() throws IOException {
        Files.delete(driver);
        assertEquals(Optional.empty(), inForce());
        refused("driver.jar is missing or was changed");
    }

    @Test
    public void inForce_listDamaged_isNotUsed() throws IOException {
        for (String list :
                List.of(HASH + " io/bms/driver.jar", HASH + "  ../driver.jar", HASH + "  /etc/passwd", "x")) {
            said.clear();
            Files.writeString(set.resolve("SHA256SUMS"), list + "\n");
            assertEquals(list, Optional.empty(), inForce());
            refused("SHA256SUMS is damaged");
        }
    }

    @Test
    public void inForce_namesAnythingElse_isNotUsed() throws IOException {
        for (String id : List.of("", "..", "../sets/17-abc", "18-abc", "17-abc/../17-abc")) {
            said.clear();
            Files.writeString(layout.updates().resolve("committed"), id);
            assertEquals(id, Optional.empty(), inForce());
            refused("its files are not below");
        }
    }

    @Test
    public void inForce_featuresOfOthers_areNotUsed() throws IOException {
        Files.writeString(
                set.resolve("set.properties"),
                "distribution=" + HERE + "\nrepository=https://example.com/features.xml\nfeature=bms-gateway/0.1.1\n");
        assertEquals(Optional.empty(), inForce());
        refused("set.properties is damaged");
    }

    @Test
    public void writeInto_replacesOursAndNothingElse() throws IOException {
        Path etc = Files.createDirectories(layout.etc());
        Files.writeString(
                etc.resolve("org.apache.karaf.features.cfg"),
                """
                # a word
                autoRefresh=true
                featuresBoot=bms-gateway/0.1.0, framework/4.4.10
                featuresRepositories=mvn\\:io.bms/bms-features/0.1.0/xml/features, mvn\\:org.apache/framework/4.4.10/xml/features
                """);

        inForce().orElseThrow().writeInto(etc);

        Properties written = new Properties();
        written.load(new StringReader(Files.readString(etc.resolve("org.apache.karaf.features.cfg"))));
        Properties expected = new Properties();
        expected.setProperty("autoRefresh", "true");
        expected.setProperty("featuresBoot", "bms-gateway/0.1.1, framework/4.4.10");
        expected.setProperty(
                "featuresRepositories",
                "mvn:io.bms/bms-features/0.1.1/xml/features, mvn:org.apache/framework/4.4.10/xml/features");
        assertEquals(expected, written);
    }

    private Optional<UpdateSet> inForce() throws IOException {
        return UpdateSet.inForce(layout, HERE, said::add);
    }

    private void refused(String why) {
        assertEquals(said.toString(), 1, said.size());
        assertTrue(
                said.get(0),
                said.get(0).startsWith("The update ") && said.get(0).contains(why));
    }
}
