// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The DNS of a cluster, for its proxies: it knows its Services, as that of Kubernetes does, but of a headless one a single pod. A Service is
 * known as long as it exists, whether its pod runs or not.
 */
final class LabDns implements AutoCloseable {

    private static final int LARGEST = 512;
    private static final int HEADER = 12;
    private static final int TYPE_A = 1;
    private static final int ANSWER = 0x8400;
    private static final int NO_SUCH_NAME = 3;
    private static final int SECONDS_TO_LIVE = 5;

    private final DatagramSocket socket;
    private final Map<String, String> addresses = new ConcurrentHashMap<>();

    private LabDns(DatagramSocket socket) {
        this.socket = socket;
    }

    static LabDns start() throws IOException {
        LabDns dns = new LabDns(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        Thread.ofVirtual().start(dns::run);
        return dns;
    }

    /** Has all proxies of a cluster ask here, which in a pod would follow from its resolv.conf. */
    String filter() {
        return """
            apiVersion: networking.istio.io/v1alpha3
            kind: EnvoyFilter
            metadata: {name: lab-dns, namespace: %s}
            spec:
              configPatches:
                - applyTo: CLUSTER
                  match: {context: ANY}
                  patch:
                    operation: MERGE
                    value:
                      typed_dns_resolver_config:
                        name: envoy.network.dns_resolver.cares
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig
                          resolvers: [{socket_address: {address: 127.0.0.1, port_value: %d}}]
                          dns_resolver_options: {no_default_search_domain: true}
            """.formatted(IstioInstall.NAMESPACE, socket.getLocalPort());
    }

    /** Makes a name known; the first address of it stays. */
    void know(String name, String address) {
        addresses.putIfAbsent(name.toLowerCase(Locale.ROOT), address);
    }

    private void run() {
        byte[] buffer = new byte[LARGEST];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] reply = reply(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException | RuntimeException e) {
                // closed, or no query; who asks asks again
            }
        }
    }

    /** The answer to the first question of a query (RFC 1035). */
    private byte[] reply(ByteBuffer query) throws IOException {
        short id = query.getShort();
        query.position(HEADER);
        StringBuilder name = new StringBuilder();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int type = query.getShort();
        int end = query.position() + Short.BYTES;
        Optional<String> address =
                Optional.ofNullable(addresses.get(name.toString().toLowerCase(Locale.ROOT)));
        boolean answers = address.isPresent() && type == TYPE_A;
        ByteBuffer reply = ByteBuffer.allocate(LARGEST);
        reply.putShort(id).putShort((short) (ANSWER | (address.isPresent() ? 0 : NO_SUCH_NAME)));
        reply.putShort((short) 1).putShort((short) (answers ? 1 : 0)).putInt(0);
        reply.put(query.array(), HEADER, end - HEADER);
        if (answers) {
            // The name by a pointer to the question, type A, class IN.
            reply.putShort((short) (0xc000 | HEADER)).putShort((short) TYPE_A).putShort((short) 1);
            reply.putInt(SECONDS_TO_LIVE).putShort((short) 4);
            reply.put(InetAddress.getByName(address.get()).getAddress());
        }
        byte[] bytes = new byte[reply.position()];
        reply.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        socket.close();
    }
}
