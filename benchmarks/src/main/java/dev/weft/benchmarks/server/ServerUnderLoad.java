// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A server that is measured.
 *
 * @param startMillis from the start of its first process until it answered
 * @param authority PEM of the certificates to trust
 * @param token bearer token of an administrator
 * @param processes ids of all that it consists of
 */
record ServerUnderLoad(double startMillis, URI url, String authority, String token, List<Long> processes) {

    /** Resident memory of its processes in MiB, from {@code /proc}; 0 where there is none. */
    long residentMebibytes() throws IOException {
        long kibibytes = 0;
        for (long process : processes) {
            Path status = Path.of("/proc", Long.toString(process), "status");
            if (Files.exists(status)) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmRSS:")) {
                        kibibytes += Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            }
        }
        return kibibytes >> 10;
    }
}
