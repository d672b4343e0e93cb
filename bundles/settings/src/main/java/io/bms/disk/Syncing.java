// SPDX-License-Identifier: GPL-3.0-only
package io.bms.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Syncs what it comes by. */
final class Syncing extends SimpleFileVisitor<Path> {
    private final Disk disk;
    private final Path except;

    Syncing(Disk disk, Path except) {
        this.disk = disk;
        this.except = except;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return folder.equals(except) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile()) {
            sync(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
        if (e != null) {
            throw e;
        }
        sync(folder);
        return FileVisitResult.CONTINUE;
    }

    private void sync(Path path) throws IOException {
        try {
            disk.sync(path);
        } catch (NoSuchFileException e) {
            // It has gone since.
        }
    }
}
