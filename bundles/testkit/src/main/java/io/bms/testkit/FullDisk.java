// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** A disk that is full after so many writes. */
public final class FullDisk implements Disk {
    private final Disk real = Disk.real();
    private int left;

    /** @param left how many writes it takes */
    public FullDisk(int left) {
        this.left = left;
    }

    /** How many writes it still takes. */
    public int left() {
        return left;
    }

    /** Somebody makes room, or takes it. */
    public void leave(int writes) {
        left = writes;
    }

    private void take() throws IOException {
        if (left == 0) {
            throw new IOException("No space left on device");
        }
        left--;
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        real.createFolders(folder);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        take();
        real.write(file, content);
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        take();
        real.append(file, content);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        real.move(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        real.delete(path);
    }

    @Override
    public void sync(Path path) throws IOException {
        real.sync(path);
    }
}
