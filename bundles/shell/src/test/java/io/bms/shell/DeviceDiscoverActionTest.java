// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport.Conflict;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.InsideDispatcher;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.Test;

public class DeviceDiscoverActionTest {
    private static final DiscoveredDevice AHU =
            new DiscoveredDevice(1001, DeviceAddress.direct("10.0.0.9", 47808), "AHU-01", "", "", List.of(), true);
    private static final Conflict CONFLICT = new Conflict(7, List.of("10.0.0.1:47808", "10.0.0.2:47808"));

    /** Answers each command at once with the same. */
    private static final class Answering extends InsideDispatcher {
        private final CommandResult result;

        Answering(CommandResult result) {
            this.result = result;
        }

        @Override
        public CompletionStage<CommandResult> dispatch(
                AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
            return CompletableFuture.completedFuture(result);
        }
    }

    private static String said(List<DiscoveredDevice> devices, List<Conflict> conflicts) throws Exception {
        CommandResult result = new CommandResult.Configured(
                CommandResult.Status.SUCCESS, Optional.empty(), devices, List.of(), conflicts, 1);
        try (TestShell shell = new TestShell(DeviceDiscoverAction.class, new FakeSiteStore(), new Answering(result))) {
            return shell.run("bms:device-discover", "");
        }
    }

    @Test
    public void discover_nothingButAConflict_saysThatDevicesAnswered() throws Exception {
        String said = said(List.of(), List.of(CONFLICT));
        assertTrue(said, said.contains("Device 7 answers at 10.0.0.1:47808 and 10.0.0.2:47808; the first is read."));
        assertFalse(said, said.contains("No device answered"));
    }

    @Test
    public void discover_aDeviceBesideAConflict_showsBoth() throws Exception {
        String said = said(List.of(AHU), List.of(CONFLICT));
        assertTrue(said, said.contains("AHU-01") && said.contains("Device 7 answers at"));
        assertFalse(said, said.contains("No device answered"));
    }

    @Test
    public void discover_nobody_saysSo() throws Exception {
        String said = said(List.of(), List.of());
        assertTrue(said, said.contains("No device answered."));
    }
}
