// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.status.StatusItem;
import io.bms.settings.SettingsKeeper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SparkplugSettingsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private String problems(Map<String, String> values) throws IOException {
        Path file = folder.getRoot().toPath().resolve("io.bms.sparkplug.cfg");
        Files.write(
                file,
                values.entrySet().stream()
                        .map(each -> each.getKey() + " = " + each.getValue())
                        .toList());
        SettingsKeeper keeper = new SettingsKeeper();
        Map<String, Object> properties = new HashMap<>(values);
        properties.put("service.pid", "io.bms.sparkplug");
        properties.put("felix.fileinstall.filename", file.toUri().toString());
        keeper.read(SparkplugConfig.class, properties, SparkplugSettings::of);
        return keeper.status().stream()
                .map(item -> ((StatusItem.Problem) item).message())
                .collect(Collectors.joining("\n"));
    }

    @Test
    public void fileToBeginWith_hasEveryKey_andItsDefaults() throws IOException {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("../../configs/cloud/io.bms.sparkplug.cfg"))) {
            file.load(reader);
        }
        Map<String, Object> properties = new HashMap<>();
        file.stringPropertyNames().forEach(key -> properties.put(key, file.getProperty(key)));
        properties.put("service.pid", "io.bms.sparkplug");
        SettingsKeeper keeper = new SettingsKeeper();
        SparkplugSettings shipped = keeper.read(SparkplugConfig.class, properties, SparkplugSettings::of);
        assertEquals(List.of(), keeper.status());
        assertEquals(SparkplugConfig.class.getDeclaredMethods().length, file.size());
        SparkplugSettings defaults = new SettingsKeeper()
                .read(SparkplugConfig.class, Map.of("service.pid", "io.bms.sparkplug"), SparkplugSettings::of);
        assertFalse(defaults.write());
        assertEquals(defaults.history(), shipped.history());
        assertEquals(defaults.priority(), shipped.priority());
        assertEquals(List.of(), defaults.hosts());
    }

    @Test
    public void valuesThatCannotBeUsed_areProblemsThatSayWhatToWrite() throws IOException {
        Map<String, String> wrong = Map.of(
                "priority", "6",
                "historyHours", "9000",
                "groupId", "a/b",
                "primaryHostId", "+",
                "clientId", "a b",
                "write", "perhaps",
                "hosts", "http://x");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            String said = problems(Map.of(each.getKey(), each.getValue()));
            assertTrue(each + ": " + said, said.contains(each.getValue()));
        }
        assertEquals("", problems(Map.of("groupId", "Plant 1", "priority", "16", "hosts", "a, mqtts://b:8884")));
    }
}
