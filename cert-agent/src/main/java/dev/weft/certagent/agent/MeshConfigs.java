// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Ref;
import dev.weft.certagent.issue.Trust;
import dev.weft.certagent.issue.Wanted;
import dev.weft.certagent.meshconfig.Edit;
import dev.weft.certagent.meshconfig.Entries;
import dev.weft.certagent.meshconfig.MeshConfigText;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the wanted entries in the mesh configurations of an Istio namespace, and takes away those that are wanted no more. */
final class MeshConfigs {
    private static final Logger LOG = LoggerFactory.getLogger(MeshConfigs.class);

    /** What istiod reads. */
    static final String ENTRY = "mesh";

    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final AgentRules rules;

    MeshConfigs(KubernetesClient client, AgentRules rules) {
        this.client = client;
        this.rules = rules;
    }

    /** What became of it. */
    sealed interface Kept {}

    /** Something was written; there may be more to do. */
    record Wrote() implements Kept {}

    /** Nothing was. {@code complaint}: what is in the way, if anything is. */
    record Left(Optional<String> complaint) implements Kept {}

    /** What was read of mesh configurations. A write is for the version that was read, so what is wanted is to be read after it. */
    interface Reading {
        /** @throws KubernetesClientException when it could not be read */
        @Nullable
        ConfigMap of(Ref ref);
    }

    /** Reads all of them now. */
    Reading read() {
        Map<Ref, Supplier<@Nullable ConfigMap>> all = new HashMap<>();
        for (String namespace : rules.istioNamespaces()) {
            for (String name : rules.meshConfigs()) {
                Ref ref = new Ref(namespace, name);
                all.put(ref, read(ref));
            }
        }
        return ref -> {
            Supplier<@Nullable ConfigMap> reading = all.get(ref);
            return reading == null ? null : reading.get();
        };
    }

    private Supplier<@Nullable ConfigMap> read(Ref ref) {
        try {
            ConfigMap there = get(ref);
            return () -> there;
        } catch (KubernetesClientException e) {
            return () -> {
                throw e;
            };
        }
    }

    private @Nullable ConfigMap get(Ref ref) {
        return client.configMaps()
                .inNamespace(ref.namespace())
                .withName(ref.name())
                .get();
    }

    /** At most one write. */
    Kept keep(Wanted wanted) {
        return keep(wanted, this::get);
    }

    /** The same, of what was read before. */
    Kept keep(Wanted wanted, Reading reading) {
        Trust trust = wanted.trust();
        if (!wanted.isOurs()
                || wanted.objection(rules).isPresent()
                || trust.objection().isPresent()) {
            return new Left(Optional.empty());
        }
        String namespace = wanted.secret().namespace();
        Optional<Trust.MeshConfig> meshConfig = trust.meshConfig();
        Optional<String> complaint =
                meshConfig.map(Trust.MeshConfig::configMap).flatMap(ref -> objection(ref, namespace));
        for (String name : rules.meshConfigs()) {
            Ref ref = new Ref(namespace, name);
            Entries entries = meshConfig
                    .filter(one -> one.configMap().equals(ref))
                    .map(Trust.MeshConfig::entries)
                    .orElse(Entries.NONE);
            switch (keep(ref, entries, reading)) {
                case Wrote wrote -> {
                    return wrote;
                }
                case Left left -> complaint = complaint.or(left::complaint);
            }
        }
        return new Left(complaint);
    }

    /** Takes our entries out of all mesh configurations of an Istio namespace for which nothing is wanted. At most one write. */
    Kept leave(String namespace, Reading reading) {
        for (String name : rules.meshConfigs()) {
            if (keep(new Ref(namespace, name), Entries.NONE, reading) instanceof Wrote wrote) {
                return wrote;
            }
        }
        return new Left(Optional.empty());
    }

    private Optional<String> objection(Ref ref, String namespace) {
        return ref.namespace().equals(namespace) && rules.meshConfigs().contains(ref.name())
                ? Optional.empty()
                : Optional.of("spec.trust.meshConfig names ConfigMap " + ref + ", and this agent writes only "
                        + String.join(", ", rules.meshConfigs()) + " in " + namespace
                        + "; start it with --mesh-config for the one that istiod reads");
    }

    private Kept keep(Ref ref, Entries wanted, Reading reading) {
        try {
            ConfigMap there = reading.of(ref);
            String text = there == null || there.getData() == null
                    ? null
                    : there.getData().get(ENTRY);
            if (there == null || text == null) {
                String what = there == null ? "is not there" : "has no entry " + ENTRY;
                return inTheWay(ref, wanted, what + "; name the one that istiod reads");
            }
            return switch (MeshConfigText.with(text, wanted)) {
                case Edit.Same same -> new Left(Optional.empty());
                case Edit.Changed changed -> write(there, changed.text());
                case Edit.Refused refused ->
                    new Left(Optional.of("ConfigMap " + ref + " entry " + ENTRY + " " + refused.why()));
            };
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                throw e;
            }
            return inTheWay(ref, wanted, "cannot be read or written, the API server answers " + e.getCode());
        }
    }

    private Kept write(ConfigMap there, String text) {
        client.resource(new ConfigMapBuilder(there).addToData(ENTRY, text).build())
                .update();
        LOG.atInfo()
                .addKeyValue(
                        "configMap",
                        there.getMetadata().getNamespace() + "/"
                                + there.getMetadata().getName())
                .log("wrote the mesh configuration");
        return new Wrote();
    }

    /** Where nothing is wanted nothing is in the way. */
    private static Left inTheWay(Ref ref, Entries wanted, String what) {
        return new Left(wanted.isEmpty() ? Optional.empty() : Optional.of("ConfigMap " + ref + " " + what));
    }
}
