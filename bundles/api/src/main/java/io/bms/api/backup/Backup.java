// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.backup;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Writes all that the gateway keeps into one file, and takes it from there. Every method blocks for the disk. */
@ProviderType
public interface Backup {
    /**
     * Writes databases and settings, each as it is at one moment, while the gateway goes on. The file is there
     * only once it is whole.
     *
     * @throws IOException it could not be written, or there is such a file already; the message says what to do
     */
    void write(Path file) throws IOException;

    /**
     * Looks whether the gateway can be restored from a file.
     *
     * @throws IOException the file is no whole backup, or could not be read; the message says what to do
     */
    void check(Path file) throws IOException;

    /**
     * Has the gateway restored at its next start; what it has now is then moved aside.
     *
     * @throws IOException the file is no whole backup, or could not be read; the message says what to do
     */
    void restoreAtNextStart(Path file) throws IOException;
}
