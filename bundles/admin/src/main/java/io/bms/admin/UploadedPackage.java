// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The one package that is being put: a file that grows piece by piece. Nothing of it is believed; whoever installs it
 * verifies it. Thread: any, one at a time.
 */
final class UploadedPackage {
    static final long MOST_BYTES = 128L << 20;
    private static final int MOST_PIECE = 1 << 20;
    /** What has to stay free beside it: it is unpacked, and the gateway goes on writing. */
    private static final long RESERVE_BYTES = 256L << 20;

    private static final long MIB = 1 << 20;

    private final Path file;

    /** @param folder made where it is not there */
    UploadedPackage(Path folder) {
        file = folder.resolve("upload.bmsu");
    }

    /**
     * Adds a piece.
     *
     * @param offset how many bytes came before; 0 begins anew
     * @return how many there are now
     * @throws ApiException it does not follow what is there, or is too much
     */
    synchronized long add(long offset, InputStream in) throws ApiException, IOException {
        byte[] piece = in.readNBytes(MOST_PIECE + 1);
        if (piece.length > MOST_PIECE) {
            throw new ApiException(413, "Too large", "A piece has 1 MiB at most; send the package in more of them.");
        }
        if (offset + piece.length > MOST_BYTES) {
            throw new ApiException(413, "Too large", "A package has " + MOST_BYTES / MIB + " MiB at most.");
        }
        long there = offset == 0 ? 0 : size();
        if (offset != there) {
            throw new ApiException(
                    409, "Not the next piece", there + " bytes are here; send what follows them, or begin with 0.");
        }
        Files.createDirectories(file.getParent());
        long room = Files.getFileStore(file.getParent()).getUsableSpace();
        if (room < RESERVE_BYTES) {
            throw new ApiException(
                    507,
                    "No room",
                    "There are " + room / MIB + " MiB free on the gateway's disk, and an update needs "
                            + RESERVE_BYTES / MIB + "; make room first.");
        }
        if (offset == 0) {
            Files.write(file, piece);
        } else {
            Files.write(file, piece, StandardOpenOption.APPEND);
        }
        return size();
    }

    synchronized long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** @throws ApiException nothing was put */
    synchronized Path whole() throws ApiException, IOException {
        if (size() == 0) {
            throw new ApiException(409, "No package", "Put the package first: PUT /api/updates/package?offset=0.");
        }
        return file;
    }
}
