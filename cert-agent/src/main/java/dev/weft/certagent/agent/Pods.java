// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.bounce.Bouncing;
import dev.weft.certagent.bounce.PodFact;
import dev.weft.certagent.bounce.PodFact.Owner;
import dev.weft.certagent.bounce.Selector;
import dev.weft.certagent.issue.Ref;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Pods and what made them. */
final class Pods {
    private static final String ON_DELETE = "OnDelete";
    private static final String PROXY = "istio-proxy";
    private static final String ISTIOD = "discovery";
    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String mark;

    /** @param mark the annotation of pod templates that says for what they were restarted */
    Pods(KubernetesClient client, String mark) {
        this.client = client;
        this.mark = mark;
    }

    /** What a selector selects now. One without labels selects nothing here. */
    List<PodFact> selected(Selector selector) {
        if (selector.labels().isEmpty() || selector.namespace().isEmpty()) {
            return List.of();
        }
        Map<String, Owner> owners = new HashMap<>();
        List<PodFact> facts = new ArrayList<>();
        for (Pod pod : client.pods()
                .inNamespace(selector.namespace())
                .withLabels(selector.labels())
                .list()
                .getItems()) {
            facts.add(new PodFact(
                    new Ref(selector.namespace(), pod.getMetadata().getName()),
                    pod.getMetadata().getUid(),
                    isReady(pod),
                    pod.getMetadata().getDeletionTimestamp() != null,
                    isOfMesh(pod),
                    Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of())
                            .getOrDefault(mark, ""),
                    owner(pod, owners)));
        }
        return facts;
    }

    static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** Since Kubernetes 1.29 a proxy is an init container that stays. */
    private static boolean isOfMesh(Pod pod) {
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .map(Container::getName)
                .anyMatch(name -> PROXY.equals(name) || ISTIOD.equals(name));
    }

    /** Whether a proxy runs in it: one among its init containers stays only with {@code restartPolicy: Always}. */
    static boolean hasProxy(Pod pod) {
        return Stream.concat(
                        pod.getSpec().getContainers().stream(),
                        pod.getSpec().getInitContainers().stream()
                                .filter(container -> "Always".equals(container.getRestartPolicy())))
                .anyMatch(container -> PROXY.equals(container.getName()));
    }

    private Owner owner(Pod pod, Map<String, Owner> known) {
        Optional<OwnerReference> reference = controller(pod);
        if (reference.isEmpty()) {
            return new Owner.LeftAlone("nobody's, so nobody would make it again");
        }
        Owner owner = known.get(reference.get().getUid());
        if (owner == null) {
            owner = owner(pod.getMetadata().getNamespace(), reference.get());
            known.put(reference.get().getUid(), owner);
        }
        return owner;
    }

    private Owner owner(String namespace, OwnerReference reference) {
        String name = reference.getName();
        return switch (reference.getKind()) {
            case "ReplicaSet" -> ofReplicaSet(namespace, name);
            case "StatefulSet" -> {
                StatefulSet set = client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName(name)
                        .get();
                yield set == null
                                || (set.getSpec().getUpdateStrategy() != null
                                        && ON_DELETE.equals(set.getSpec()
                                                .getUpdateStrategy()
                                                .getType()))
                        ? new Owner.LeftAlone("a " + reference.getKind() + "'s that rolls nothing out (OnDelete)")
                        : rollout(set, set.getSpec().getTemplate());
            }
            case "DaemonSet" -> {
                DaemonSet set = client.apps()
                        .daemonSets()
                        .inNamespace(namespace)
                        .withName(name)
                        .get();
                yield set == null
                                || (set.getSpec().getUpdateStrategy() != null
                                        && ON_DELETE.equals(set.getSpec()
                                                .getUpdateStrategy()
                                                .getType()))
                        ? new Owner.LeftAlone("a " + reference.getKind() + "'s that rolls nothing out (OnDelete)")
                        : rollout(set, set.getSpec().getTemplate());
            }
            case "Job" -> new Owner.LeftAlone("a Job's");
            default -> new Owner.LeftAlone("a " + reference.getKind() + "'s, which knows best when its pods may end");
        };
    }

    private Owner ofReplicaSet(String namespace, String name) {
        ReplicaSet set = client.apps()
                .replicaSets()
                .inNamespace(namespace)
                .withName(name)
                .get();
        Optional<OwnerReference> above = set == null ? Optional.empty() : controller(set);
        if (above.isEmpty()) {
            return new Owner.Plain();
        }
        if (!"Deployment".equals(above.get().getKind())) {
            return new Owner.LeftAlone("a " + above.get().getKind() + "'s, which knows best when its pods may end");
        }
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(above.get().getName())
                .get();
        return deployment == null
                ? new Owner.Plain()
                : rollout(deployment, deployment.getSpec().getTemplate());
    }

    private static Optional<OwnerReference> controller(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .findFirst();
    }

    private Owner rollout(HasMetadata object, PodTemplateSpec template) {
        Map<String, String> annotations = template.getMetadata() == null
                ? Map.of()
                : Objects.requireNonNullElse(template.getMetadata().getAnnotations(), Map.of());
        return new Owner.Rollout(
                object.getKind(),
                new Ref(
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName()),
                object.getMetadata().getUid(),
                annotations.getOrDefault(mark, ""));
    }

    /** Value of an entry of a ConfigMap; empty when either is not there. */
    Optional<String> entry(Ref configMap, String key) {
        ConfigMap map = client.configMaps()
                .inNamespace(configMap.namespace())
                .withName(configMap.name())
                .get();
        return map == null || map.getData() == null
                ? Optional.empty()
                : Optional.ofNullable(map.getData().get(key));
    }

    /** Restarts all of it; what is gone, or has changed meanwhile, is seen by the next look. */
    void restart(Bouncing.Restart restart, String issuance) {
        for (Owner.Rollout rollout : restart.rollouts()) {
            unlessGone(() -> patch(rollout, issuance));
        }
        for (PodFact pod : restart.pods()) {
            unlessGone(() -> delete(pod));
        }
    }

    private static void unlessGone(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() != GONE && e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    /** As {@code kubectl rollout restart} does, but with what it is for instead of when: doing it twice changes nothing. */
    private void patch(Owner.Rollout rollout, String issuance) {
        String patch = "{\"metadata\":{\"uid\":\"" + rollout.uid()
                + "\"},\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"" + mark + "\":\"" + issuance
                + "\"}}}}}";
        String namespace = rollout.ref().namespace();
        String name = rollout.ref().name();
        PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
        switch (rollout.kind()) {
            case "Deployment" ->
                client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(name)
                        .patch(merge, patch);
            case "StatefulSet" ->
                client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName(name)
                        .patch(merge, patch);
            default ->
                client.apps().daemonSets().inNamespace(namespace).withName(name).patch(merge, patch);
        }
    }

    /** Only if it is still the pod that was seen. */
    private void delete(PodFact pod) {
        Pod now = client.pods()
                .inNamespace(pod.ref().namespace())
                .withName(pod.ref().name())
                .get();
        if (now != null && pod.uid().equals(now.getMetadata().getUid())) {
            client.resource(now)
                    .lockResourceVersion(now.getMetadata().getResourceVersion())
                    .delete();
        }
    }
}
