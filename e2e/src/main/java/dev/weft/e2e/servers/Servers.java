// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;

/** API servers that run, each a cluster of its own. */
public interface Servers extends AutoCloseable {

    /** The one of that name. */
    ApiServer server(String name);

    /** A server is lost: connections break, new ones are refused. Its objects stay. */
    void cutOff(String name) throws IOException, InterruptedException;

    /** A server that was cut off is there again, at the same address and with its objects. */
    void comeBack(String name) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
