// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.runtime.apply.Leadership;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Marks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down on a kubeconfig Secret which KubernetesCluster it was seen with, and, when that has been deleted, that the registration ends.
 * Absence alone is never taken for a deletion: the definition of the kind must be the very one that it was seen under and must not be going
 * itself, the namespace must not be going, the object must be missing for a while, and at the end the server is asked once more. When most
 * registrations would end at once none does; meshctl can still end each. A machine without a thread, see {@link #step}; safe for several.
 */
public final class RegistrationMarks {

    /** How long a KubernetesCluster must be missing. */
    public static final Duration SETTLE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(RegistrationMarks.class);
    private static final ResourceType SECRETS = new ResourceType("", "v1", "secrets", "Secret", true);
    private static final ResourceType NAMESPACES = new ResourceType("", "v1", "namespaces", "Namespace", false);
    private static final ResourceType CLUSTERS = new ResourceType(
            Kinds.KUBERNETES_CLUSTER.group(),
            Kinds.KUBERNETES_CLUSTER.version(),
            Kinds.KUBERNETES_CLUSTER.plural(),
            Kinds.KUBERNETES_CLUSTER.kind(),
            true);
    private static final ResourceType DEFINITIONS = new ResourceType(
            "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
    private static final String DEFINITION = Kinds.KUBERNETES_CLUSTER.plural() + "." + Kinds.KUBERNETES_CLUSTER.group();
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final KubeApi management;
    private final Leadership leadership;
    private final String fieldManager;
    private final InstantSource time;
    private final SortedMap<String, Registered> secrets = new TreeMap<>();
    /** uid by name. */
    private final Map<String, String> objects = new HashMap<>();

    private final Map<String, Instant> missing = new HashMap<>();
    private String said = "";

    /** @param definition uid of the definition under which the KubernetesCluster was seen */
    private record Registered(ObjectId id, String uid, Marks marks, String definition) {

        static Registered of(RawObject secret) {
            String[] seen = annotation(secret, Marks.SEEN_WITH).split("/", -1);
            return new Registered(
                    secret.id(),
                    secret.metadata().path("uid").asText(""),
                    RegistrationMarks.marks(secret),
                    seen.length == 2 ? seen[1] : "");
        }
    }

    /** What a Secret says. */
    public static Marks marks(RawObject secret) {
        String seen = annotation(secret, Marks.SEEN_WITH);
        int slash = seen.indexOf('/');
        return new Marks(slash < 0 ? "" : seen.substring(0, slash), annotation(secret, Marks.DEREGISTER));
    }

    private static String annotation(RawObject secret, String name) {
        return secret.metadata().path("annotations").path(name).asText("");
    }

    public RegistrationMarks(KubeApi management, Leadership leadership, String fieldManager, InstantSource time) {
        this.management = management;
        this.leadership = leadership;
        this.fieldManager = fieldManager;
        this.time = time;
    }

    /** A kubeconfig Secret as it is now. */
    public synchronized void put(RawObject secret) {
        secrets.put(secret.id().name(), Registered.of(secret));
    }

    /** A kubeconfig Secret is gone, and with it all that could be told of that registration. */
    public synchronized void gone(ObjectId secret) {
        secrets.remove(secret.name());
        missing.remove(secret.name());
    }

    /** A KubernetesCluster of the install namespace is there. */
    public synchronized void seen(RawObject object) {
        objects.put(object.id().name(), object.metadata().path("uid").asText(""));
    }

    /** One is there no longer. */
    public synchronized void lost(ObjectId object) {
        objects.remove(object.name());
    }

    /**
     * Does what is due.
     *
     * @return how long to wait before the next step, unless something happens
     */
    public Duration step() throws InterruptedException {
        Instant now = time.instant();
        Map<Registered, String> seen = newlySeen();
        List<Registered> ended = ended(now);
        if (seen.isEmpty() && ended.isEmpty()) {
            return wait(now);
        }
        if (!leadership.mayWrite()) {
            return AGAIN;
        }
        try {
            Optional<ObjectNode> definition =
                    find(DEFINITIONS.path("", DEFINITION)).filter(RegistrationMarks::stays);
            if (definition.isEmpty()) {
                say(DEFINITION + " is gone or going: no registration ends because of that");
                return AGAIN;
            }
            String definitionUid = definition.get().at("/metadata/uid").asText("");
            for (Map.Entry<Registered, String> one : seen.entrySet()) {
                claim(one.getKey(), one.getValue(), definitionUid);
            }
            for (Registered one : ended) {
                end(one, definitionUid);
            }
        } catch (ApiException e) {
            say("registrations could not be marked, tried again: " + e.getMessage());
        }
        return AGAIN;
    }

    private synchronized Duration wait(Instant now) {
        return missing.values().stream()
                .map(since -> Duration.between(now, since.plus(SETTLE)))
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .orElse(LONGEST_WAIT);
    }

    /** Those whose KubernetesCluster is there and is not the one written down, or was said to go: with its uid. */
    private synchronized Map<Registered, String> newlySeen() {
        Map<Registered, String> seen = new LinkedHashMap<>();
        for (Map.Entry<String, Registered> one : secrets.entrySet()) {
            String uid = objects.getOrDefault(one.getKey(), "");
            Marks marks = one.getValue().marks();
            boolean isOther = !marks.kubernetesCluster().equals(uid);
            boolean isTakenUpAgain =
                    !marks.deregister().isEmpty() && !marks.deregister().equals(uid);
            if (!uid.isEmpty() && (isOther || isTakenUpAgain)) {
                seen.put(one.getValue(), uid);
            }
        }
        return seen;
    }

    /** Those whose KubernetesCluster has been missing for long enough. */
    private synchronized List<Registered> ended(Instant now) {
        List<Registered> ended = new ArrayList<>();
        int known = 0;
        for (Map.Entry<String, Registered> one : secrets.entrySet()) {
            Marks marks = one.getValue().marks();
            if (marks.kubernetesCluster().isEmpty() || !marks.deregister().isEmpty()) {
                missing.remove(one.getKey());
                continue;
            }
            known++;
            if (objects.containsKey(one.getKey())) {
                missing.remove(one.getKey());
            } else if (!now.isBefore(
                    missing.computeIfAbsent(one.getKey(), absent -> now).plus(SETTLE))) {
                ended.add(one.getValue());
            }
        }
        int gone = missing.size();
        if (gone > 1 && gone * 2 > known) {
            say(gone + " of " + known
                    + " KubernetesClusters are gone at once although their Secrets are there: nothing is"
                    + " removed; apply them again, or run meshctl cluster deregister for each");
            return List.of();
        }
        return ended;
    }

    private void claim(Registered one, String uid, String definition) throws ApiException, InterruptedException {
        ObjectNode annotations = JsonNodeFactory.instance.objectNode();
        annotations.put(Marks.SEEN_WITH, uid + "/" + definition);
        if (!one.marks().deregister().isEmpty() && !one.marks().deregister().equals(uid)) {
            annotations.putNull(Marks.DEREGISTER);
        }
        annotate(one, annotations);
    }

    private void end(Registered one, String definition) throws ApiException, InterruptedException {
        String name = one.id().name();
        if (!one.definition().equals(definition)) {
            say(DEFINITION + " is another one than when KubernetesCluster " + name
                    + " was there: its registration does not end because of that");
            return;
        }
        boolean isGone = find(CLUSTERS.path(one.id().namespace(), name)).isEmpty();
        boolean namespaceStays = find(NAMESPACES.path("", one.id().namespace()))
                .filter(RegistrationMarks::stays)
                .isPresent();
        if (!isGone || !namespaceStays || !leadership.mayWrite()) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("cluster", name)
                .log("its KubernetesCluster was deleted: what this plane wrote for it and on it is removed");
        annotate(
                one,
                JsonNodeFactory.instance
                        .objectNode()
                        .put(Marks.DEREGISTER, one.marks().kubernetesCluster()));
    }

    /** Only annotations of our own, so that no other change of the Secret is in the way; the uid says that it is the same one. */
    private void annotate(Registered one, ObjectNode annotations) throws ApiException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata").put("uid", one.uid());
        metadata.set("annotations", annotations);
        try {
            ObjectNode answer = management.call(ApiCall.mergePatch(
                    SECRETS.path(one.id()) + "?fieldManager=" + ApiCall.escaped(fieldManager), patch));
            put(new RawObject(one.id(), "v1", answer, "answer of the API server"));
        } catch (ApiException e) {
            if (e.code() != 404 && e.code() != 409) {
                throw e;
            }
        }
    }

    private Optional<ObjectNode> find(String path) throws ApiException, InterruptedException {
        try {
            return Optional.of(management.call(ApiCall.get(path)));
        } catch (ApiException e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean stays(ObjectNode object) {
        return !object.path("metadata").has("deletionTimestamp");
    }

    private void say(String what) {
        if (!what.equals(said)) {
            said = what;
            LOG.warn(what);
        }
    }
}
