// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Marks;
import dev.weft.certagent.issue.Wanted;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that our entries in mesh configurations are as they are wanted although nothing tells of a change: an installer of Istio writes them
 * over, and an IssuedCertificate that is gone wants none. One that is deleted and made again, as by hand, takes nothing away meanwhile.
 *
 * <p>It remembers since when nothing is wanted; losing that delays what it does, and no more.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** How often to look. */
    static final Duration PAUSE = Duration.ofSeconds(10);
    /** For how long nothing must have been wanted before anything is taken away. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final AgentRules rules;
    private final MeshConfigs meshConfigs;
    private final InstantSource clock;
    /** By namespace of istiod. */
    private final Map<String, Instant> unwantedSince = new HashMap<>();

    Upkeep(KubernetesClient client, AgentRules rules, InstantSource clock) {
        this.client = client;
        this.rules = rules;
        this.meshConfigs = new MeshConfigs(client, rules);
        this.clock = clock;
    }

    /** One look. What cannot be done now is for the next one; the IssuedCertificate tells what is in the way. */
    void look() {
        try {
            // In this order: whoever writes for a later wish meanwhile makes our write fail.
            MeshConfigs.Reading reading = meshConfigs.read();
            List<Wanted> wanted =
                    client.resources(IssuedCertificate.class).inNamespace(rules.namespace()).list().getItems().stream()
                            .map(Cluster::wanted)
                            .toList();
            wanted.forEach(one -> meshConfigs.keep(one, reading));
            for (String namespace : rules.istioNamespaces()) {
                if (wanted.stream().anyMatch(one -> one.secret().namespace().equals(namespace))) {
                    unwantedSince.remove(namespace);
                } else {
                    nothingIsWanted(namespace, reading);
                }
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                LOG.atWarn().addKeyValue("code", e.getCode()).log("mesh configurations cannot be looked after");
            }
        }
    }

    private void nothingIsWanted(String namespace, MeshConfigs.Reading reading) {
        Instant now = clock.instant();
        Instant since = unwantedSince.computeIfAbsent(namespace, first -> now);
        if (now.isBefore(since.plus(GRACE)) || isOfAnotherAgent(namespace)) {
            return;
        }
        meshConfigs.leave(namespace, reading);
    }

    /** Whether the certificate of istiod is from an agent elsewhere: then so are the entries. */
    private boolean isOfAnotherAgent(String namespace) {
        Secret caCerts =
                client.secrets().inNamespace(namespace).withName(Marks.CA_CERTS).get();
        if (caCerts == null || caCerts.getMetadata().getLabels() == null) {
            return false;
        }
        String agent = caCerts.getMetadata().getLabels().get(Marks.OWNER_LABEL);
        return agent != null && !agent.equals(rules.namespace());
    }
}
