// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CfgSettingTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void read_plainValue_isTaken() throws IOException {
        CfgSetting setting = read("port = 1884", Map.of());

        assertEquals("1884", setting.value());
        assertEquals(Optional.empty(), setting.variable());
    }

    @Test
    public void read_variableNotSet_isDefault() throws IOException {
        assertEquals("1883", read("port = ${env:BMS_MQTT_PORT:-1883}", Map.of()).value());
    }

    @Test
    public void read_variableSet_isVariable() throws IOException {
        CfgSetting setting = read("port = ${env:BMS_MQTT_PORT:-1883}", Map.of("BMS_MQTT_PORT", "2883"));

        assertEquals("2883", setting.value());
        assertEquals(Optional.of("BMS_MQTT_PORT"), setting.variable());
    }

    @Test
    public void read_variableWithoutDefault_isEmpty() throws IOException {
        assertEquals("", read("port = ${env:BMS_MQTT_PORT}", Map.of()).value());
    }

    @Test
    public void read_noSuchFileOrKey_isEmpty() throws IOException {
        Path file = write("port = 1");

        assertEquals(Optional.empty(), CfgSetting.read(file, "host", Map.of()));
        assertEquals(Optional.empty(), CfgSetting.read(file.resolveSibling("other.cfg"), "port", Map.of()));
    }

    @Test
    public void read_foreignBytesOrNoProperties_doesNotThrow() throws IOException {
        Path file = folder.getRoot().toPath().resolve("io.bms.proxy.cfg");
        Files.write(file, "\ufeffport = 3001\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "3001", CfgSetting.read(file, "port", Map.of()).orElseThrow().value());
        Files.write(file, "# L\u00fcftung\nport = 3002\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                "3002", CfgSetting.read(file, "port", Map.of()).orElseThrow().value());
        Files.writeString(file, "keyStore = C:\\users\\x\nport = 3003\n");
        assertEquals(Optional.empty(), CfgSetting.read(file, "port", Map.of()));
    }

    @Test
    public void place_variableKnown_namesVariableAndKey() throws IOException {
        Path file = write("port = ${env:BMS_MQTT_PORT:-1883}");

        assertEquals(
                "BMS_MQTT_PORT, or port in " + file,
                CfgSetting.read(file, "port", Map.of()).orElseThrow().place());
    }

    private CfgSetting read(String line, Map<String, String> environment) throws IOException {
        return CfgSetting.read(write(line), "port", environment).orElseThrow();
    }

    private Path write(String line) throws IOException {
        return Files.writeString(
                folder.getRoot().toPath().resolve("io.bms.broker.cfg"), "# A comment.\n" + line + "\n");
    }
}
