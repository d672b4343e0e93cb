// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.DebianRoot;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Exposure;
import io.bms.itests.support.Packaging;
import io.bms.itests.support.Podman;
import io.bms.itests.support.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * The Debian package in a fresh Debian, which has no systemd: what the unit starts is started as the unit says. In
 * {@code .ci/run} and by {@code mvn -Ppackages}, as root; left out, with the reason, where the machine cannot.
 */
public class DebianPackageIT {
    private static final Duration SOON = Duration.ofSeconds(180);
    private static final String VERSION = System.getProperty("bms.version");
    private static final Path TARGET = Path.of(System.getProperty("bms.root"), "karaf-assembly/target");
    private static final String NAME = "debian";
    private static final String UNIT = "/lib/systemd/system/bms-gateway.service";

    private static Podman podman;
    private static Path folder;

    @BeforeClass
    public static void build() throws IOException {
        Packaging.assumePossible("podman", "runc", "conmon", "mmdebstrap", "dpkg-deb", "lintian", "systemd-analyze");
        sh(TARGET, "../src/main/build/deb " + VERSION + " 2026-01-01T00:00:00Z");
        folder = Files.createDirectories(Distribution.work().resolve("deb"));
        sh(folder, "cp " + TARGET + "/bms-gateway_*_all.deb first.deb");
        // The next version, as far as dpkg is concerned.
        sh(
                folder,
                "rm -rf next && dpkg-deb -R first.deb next && sed -i 's/^Version: .*/&+next/' next/DEBIAN/control"
                        + " && dpkg-deb -Zgzip -z1 -b next next.deb && rm -rf next");
        podman = new Podman(Files.createDirectories(Distribution.work().resolve("podman-deb")));
        podman.run("import", "-q", DebianRoot.withJava().toString(), "localhost/bms-debian");
        podman.remove(NAME);
        podman.start(
                NAME, "--network", "none", "-v", folder + ":/debs:ro", "localhost/bms-debian", "sleep", "infinity");
    }

    @AfterClass
    public static void remove() {
        if (podman != null) {
            podman.remove(NAME);
        }
    }

    private static String sh(Path where, String command) {
        return Run.toEnd(where, Map.of(), Podman.PATIENCE, List.of("bash", "-c", command));
    }

    private static String inside(String command) {
        return podman.exec(NAME, "bash", "-c", command);
    }

    private static boolean holds(String condition) {
        return podman.code("exec", NAME, "bash", "-c", condition) == 0;
    }

    /** As systemd would: the user, the environment and the command of the unit. */
    private static void startService() {
        inside("set -a; eval \"$(sed -n 's/^Environment=\"*\\([^\"]*\\)\"*$/\\1/p' " + UNIT + ")\"; set +a;"
                + " user=$(sed -n 's/^User=//p' " + UNIT + "); command=$(sed -n 's/^ExecStart=//p' " + UNIT + ");"
                + " setsid runuser -u $user -- $command >/tmp/console 2>&1 &");
        Await.until(() -> holds("bms health"), SOON, "the gateway is ready");
    }

    private static void stopService() {
        inside(
                "pid=$(cat /var/lib/bms-gateway/bms.pid); kill $pid; while kill -0 $pid 2>/dev/null; do sleep 0.2; done");
    }

    @Test
    public void lintian_findsNoError() {
        System.out.println(
                "deb: " + sh(folder, "lintian --no-cfg --allow-root --fail-on error first.deb && ls -lh first.deb"));
    }

    @Test
    public void unit_isHardened() {
        sh(folder, "rm -rf unit && dpkg-deb -x first.deb unit");
        double open = Exposure.of(folder.resolve("unit" + UNIT));
        sh(folder, "rm -rf unit");
        assertTrue("it leaves open " + open, open <= Exposure.WANTED);
    }

    @Test
    public void package_isInstalled_upgradedOverData_removedAndPurged() {
        inside("apt-get -qq -y install /debs/first.deb");
        assertEquals(
                "bms-gateway 750",
                inside("stat -c '%U %a' /var/lib/bms-gateway").strip());
        startService();
        assertTrue(inside("cat /tmp/console").contains("the one-time code is in /var/lib/bms-gateway/admin-password"));
        inside("bms shell 'bms:identity-set -o acme -s roof -g kept'");
        inside("sed -i 's/^pollingIntervalSeconds.*/pollingIntervalSeconds = 77/' /etc/bms-gateway/io.bms.site.cfg");
        inside("echo BMS_MQTT_PORT=1884 >>/etc/default/bms-gateway");
        assertTrue(holds("test -s /var/log/bms-gateway/bms.log"));
        assertNotEquals("systemd starts it", 0, podman.code("exec", NAME, "bms", "start"));
        stopService();

        inside("apt-get -qq -y install /debs/next.deb");
        startService();
        assertTrue(inside("bms version && dpkg -s bms-gateway").contains("+next"));
        assertTrue(inside("bms shell bms:identity-show").contains("roof"));
        assertTrue(inside("cat /etc/bms-gateway/io.bms.site.cfg").contains("pollingIntervalSeconds = 77"));
        assertTrue(inside("cat /etc/default/bms-gateway").contains("BMS_MQTT_PORT=1884"));
        stopService();

        inside("apt-get -qq -y remove bms-gateway");
        assertTrue(
                "remove keeps the data",
                holds("test -s /var/lib/bms-gateway/designer.db && test ! -e /usr/share/bms-gateway"));
        inside("apt-get -qq -y purge bms-gateway");
        assertEquals(
                "",
                inside(
                        "find / -xdev \\( -name 'bms-gateway*' -o -name bms \\) -not -path '/proc/*' -not -path '/debs/*'"));
        assertTrue(holds("! getent passwd bms-gateway"));
    }
}
