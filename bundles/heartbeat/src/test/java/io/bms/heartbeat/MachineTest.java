// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class MachineTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void cpuPercent_betweenTwoReadings_isTheBusyShare() throws IOException {
        write("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
        Machine machine = machine();
        write("proc/stat", "cpu  150 0 125 1000 25 0 0 0 99 0\n");
        assertEquals(OptionalDouble.of(25.0), machine.cpuPercent());
        assertEquals("nothing has passed", OptionalDouble.empty(), machine.cpuPercent());
    }

    @Test
    public void memoryAndProcess_fromTheKernelsTables() throws IOException {
        write("proc/meminfo", "MemTotal:       1000 kB\nMemFree:          10 kB\nMemAvailable:    600 kB\n");
        write("proc/self/status", "Name:\tjava\nVmRSS:\t  2048 kB\n");
        write("proc/loadavg", "0.52 0.58 0.59 1/467 12345\n");
        assertEquals(OptionalDouble.of(40.0), machine().memoryPercent());
        assertEquals(OptionalLong.of(2048 * 1024), machine().processBytes());
        assertEquals(OptionalDouble.of(0.52), machine().loadAverage());
    }

    @Test
    public void celsius_severalSensors_theProcessorsCounts() throws IOException {
        write("sys/class/thermal/thermal_zone0/type", "acpitz\n");
        write("sys/class/thermal/thermal_zone0/temp", "27800\n");
        write("sys/class/thermal/thermal_zone1/type", "x86_pkg_temp\n");
        write("sys/class/thermal/thermal_zone1/temp", "51500\n");
        assertEquals(OptionalDouble.of(51.5), machine().celsius());
    }

    @Test
    public void celsius_sensorThatSaysZero_isNotBelieved() throws IOException {
        write("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
        write("sys/class/thermal/thermal_zone0/temp", "0\n");
        assertEquals(OptionalDouble.empty(), machine().celsius());
    }

    @Test
    public void everything_machineWithoutTheseFiles_isEmptyAndNeverZero() {
        Machine machine = machine();
        assertEquals(OptionalDouble.empty(), machine.cpuPercent());
        assertEquals(OptionalDouble.empty(), machine.memoryPercent());
        assertEquals(OptionalLong.empty(), machine.processBytes());
        assertEquals(OptionalDouble.empty(), machine.loadAverage());
        assertEquals(OptionalDouble.empty(), machine.celsius());
    }

    @Test
    public void diskPercent_existingFolder_isAPercentage() {
        double percent = machine().diskPercent().orElseThrow();
        assertTrue("" + percent, percent >= 0 && percent <= 100);
    }

    private Machine machine() {
        return new Machine(folder.getRoot().toPath(), folder.getRoot().toPath());
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.getRoot().toPath().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
