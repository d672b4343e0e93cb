// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.Test;
import org.sqlite.util.OSInfo;

/** One distribution runs on amd64 and on arm64: what is native in it is there for both. */
public class NativesIT {
    /** Of the header of an ELF file: e_machine in two bytes. */
    private static final int MACHINE = 18;

    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;
    private static final String ARCHITECTURE = "org.sqlite.osinfo.architecture";

    @Test
    public void everyLibraryForAmd64_isThereForArm64() throws IOException {
        Map<String, Set<Integer>> machines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Distribution.folder())) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                machines(jar, machines);
            }
        }
        assertTrue(
                "SQLite's is found: " + machines.keySet(),
                machines.keySet().stream().anyMatch(name -> name.endsWith("libsqlitejdbc.so")));
        machines.forEach((name, there) -> assertEquals(name, there.contains(X86_64), there.contains(AARCH64)));
    }

    /** The folder that SQLite's driver takes its library from, by the name that Java gives the processor. */
    @Test
    public void sqlite_takesTheLibraryOfTheProcessor() throws IOException {
        String before = System.getProperty(ARCHITECTURE);
        try {
            for (Map.Entry<String, Integer> each :
                    Map.of("x86_64", X86_64, "aarch64", AARCH64).entrySet()) {
                System.setProperty(ARCHITECTURE, each.getKey());
                String folder = OSInfo.getNativeLibFolderPathForCurrentOS();
                try (InputStream library =
                        OSInfo.class.getResourceAsStream("/org/sqlite/native/" + folder + "/libsqlitejdbc.so")) {
                    assertEquals(folder, each.getValue().intValue(), machine(library));
                }
            }
        } finally {
            if (before == null) {
                System.clearProperty(ARCHITECTURE);
            } else {
                System.setProperty(ARCHITECTURE, before);
            }
        }
    }

    /** By jar and name of the library, whatever folder it is in. */
    private static void machines(Path jar, Map<String, Set<Integer>> machines) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> libraries = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".so"))
                    .toList();
            for (ZipEntry library : libraries) {
                String name = jar.getFileName() + "!" + library.getName().replaceAll(".*/", "");
                try (InputStream content = zip.getInputStream(library)) {
                    machines.computeIfAbsent(name, unseen -> new TreeSet<>()).add(machine(content));
                }
            }
        }
    }

    /** In the byte order of the file, which is little on both. */
    private static int machine(InputStream elf) throws IOException {
        byte[] header = elf.readNBytes(MACHINE + Short.BYTES);
        return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getShort(MACHINE);
    }
}
