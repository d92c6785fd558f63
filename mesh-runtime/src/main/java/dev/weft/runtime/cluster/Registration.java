// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.watch.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a kubeconfig Secret says.
 *
 * @param cluster its name
 * @param version resourceVersion of the Secret
 */
public sealed interface Registration {

    /** What registers a cluster. */
    GroupKind SECRET = new GroupKind("", "Secret");

    /** Type of the Secrets that do; the reference's. */
    String TYPE = "solo.io/kubeconfig";

    /** Data key of the identity that writes; the reference's. */
    String WRITER = "kubeconfig";

    /** Data key of the identity that only reads; ours. */
    String READER = "kubeconfig.reader";

    /**
     * Reads the Secrets that register clusters: those of the install namespace only, because whoever may write elsewhere must not register
     * any.
     */
    static Reading reading(String installNamespace) {
        return Reading.of(SECRET, "v1").inNamespace(installNamespace).withFields("type=" + TYPE);
    }

    String cluster();

    /**
     * A cluster to be opened.
     *
     * @param writer as whom to write there
     * @param reader as whom to read there; the writer where there is no other
     */
    record Usable(String cluster, Endpoint writer, Endpoint reader) implements Registration {}

    /**
     * A Secret that cannot be used.
     *
     * @param problem what is wrong, with the remedy
     */
    record Unusable(String cluster, String problem) implements Registration {}

    /** Reads a Secret of type {@code solo.io/kubeconfig}. */
    static Registration of(RawObject secret) {
        String cluster = secret.id().name();
        String label = "Secret " + secret.id().namespace() + "/" + cluster;
        if (!DnsNames.isLabel(cluster)) {
            return new Unusable(
                    cluster,
                    label + ": a cluster is named like its Secret, and " + cluster
                            + " is not at most 63 lower-case letters, digits and '-'; register it again under another name");
        }
        JsonNode data = secret.body().path("data");
        try {
            Endpoint writer = KubeconfigReader.read(label + " data." + WRITER, decoded(label, data, WRITER));
            Endpoint reader = data.has(READER)
                    ? KubeconfigReader.read(label + " data." + READER, decoded(label, data, READER))
                    : writer;
            return new Usable(cluster, writer, reader);
        } catch (UnusableKubeconfigException e) {
            return new Unusable(cluster, e.getMessage());
        }
    }

    /** What a Secret holds under a key; empty when there is nothing, or it is not base64. */
    static Optional<String> text(RawObject secret, String key) {
        JsonNode data = secret.body().path("data");
        try {
            return data.has(key) ? Optional.of(decoded("", data, key)) : Optional.empty();
        } catch (UnusableKubeconfigException e) {
            return Optional.empty();
        }
    }

    private static String decoded(String label, JsonNode data, String key) throws UnusableKubeconfigException {
        if (!data.path(key).isTextual()) {
            throw new UnusableKubeconfigException(
                    label + " has no data." + key + "; register the cluster again with meshctl cluster register");
        }
        try {
            return new String(Base64.getDecoder().decode(data.path(key).textValue()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UnusableKubeconfigException(label + " data." + key + " is not base64");
        }
    }
}
