// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the processes that this JVM has started listen on, as Linux tells it in /proc. */
public final class Listeners {

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENS = "0A";
    /** The first octet of an IPv4 address comes last here. */
    private static final Pattern LOOPBACK = Pattern.compile("......7F:.*|0{24}01000000:.*|0{16}FFFF0000......7F:.*");

    private Listeners() {}

    /** Addresses that are not of loopback, as /proc writes them: {@code ADDRESS:PORT} in hexadecimal. */
    public static Set<String> beyondLoopback() throws IOException {
        Set<String> sockets = new HashSet<>();
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            sockets.addAll(sockets(process.pid()));
        }
        Set<String> found = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[STATE].equals(LISTENS)
                        && sockets.contains(fields[INODE])
                        && !LOOPBACK.matcher(fields[LOCAL_ADDRESS]).matches()) {
                    found.add(fields[LOCAL_ADDRESS]);
                }
            }
        }
        return found;
    }

    /** Inodes of the sockets that a process has open. */
    private static Set<String> sockets(long process) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process + "/fd"))) {
            for (Path file : open.toList()) {
                Matcher socket = SOCKET.matcher(target(file));
                if (socket.matches()) {
                    inodes.add(socket.group(1));
                }
            }
        }
        return inodes;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
