// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** kube-sandbox in place of real API servers. */
public final class SandboxServers implements Servers {

    private final Map<String, Sandbox> sandboxes = new LinkedHashMap<>();

    /** Starts one for each name. */
    public static SandboxServers start(List<String> names) throws IOException {
        SandboxServers servers = new SandboxServers();
        for (String name : names) {
            servers.sandboxes.put(name, Sandbox.start(SandboxOptions.named(name)));
        }
        return servers;
    }

    @Override
    public ApiServer server(String name) {
        Sandbox sandbox = Objects.requireNonNull(sandboxes.get(name), name);
        return new ApiServer(
                name,
                URI.create(sandbox.url()),
                pem(sandbox.identity().authority()),
                sandbox.identity().adminToken());
    }

    private static String pem(X509Certificate certificate) {
        try {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void cutOff(String name) {
        throw new UnsupportedOperationException("a sandbox of the lab is never cut off");
    }

    @Override
    public void comeBack(String name) {
        throw new UnsupportedOperationException("a sandbox of the lab is never cut off");
    }

    @Override
    public void close() {
        sandboxes.values().forEach(Sandbox::close);
    }
}
