// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * One root for the istiods of all clusters, each with a certificate of its own to sign with. Made by {@code keytool}, which is part of
 * every JDK; the JDK has no API that signs certificates.
 */
final class SharedRoot {

    private static final String ROOT = "root";

    /** Of a file that lives until it is read. */
    private static final String PASSWORD = "weft-lab";

    private final KeyStore keys;

    private SharedRoot(KeyStore keys) {
        this.keys = keys;
    }

    /** @param clusters their names */
    static SharedRoot of(Collection<String> clusters) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weft-root");
        Path file = folder.resolve("keys.p12");
        try {
            keytool(file, ROOT, List.of());
            for (String cluster : clusters) {
                keytool(file, cluster, List.of("-signer", ROOT));
            }
            return new SharedRoot(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static void keytool(Path file, String name, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name + ",O=weft-lab",
                "-validity",
                "365",
                "-ext",
                "bc:c=ca:true",
                "-ext",
                "ku:c=keyCertSign,cRLSign",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(more);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool makes no certificate for " + name + ": " + printed);
        }
    }

    /** The Secret {@code cacerts} by which the istiod of a cluster signs (istio.io: Plug in CA Certificates). */
    String secret(String cluster) throws IOException {
        try {
            byte[] key = keys.getKey(cluster, PASSWORD.toCharArray()).getEncoded();
            Certificate[] chain = keys.getCertificateChain(cluster);
            String own = pem("CERTIFICATE", chain[0].getEncoded());
            String root = pem("CERTIFICATE", chain[1].getEncoded());
            return """
                apiVersion: v1
                kind: Secret
                metadata: {name: cacerts, namespace: %s}
                data:
                  ca-cert.pem: %s
                  ca-key.pem: %s
                  cert-chain.pem: %s
                  root-cert.pem: %s
                """.formatted(
                            IstioInstall.NAMESPACE,
                            base64(own),
                            base64(pem("PRIVATE KEY", key)),
                            base64(own + root),
                            base64(root));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
