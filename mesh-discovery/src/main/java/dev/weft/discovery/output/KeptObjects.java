// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.Kinds;
import dev.weft.discovery.DiscoveryFinding;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Discovered objects that exist already and stay as they are: nothing is dropped or narrowed because something could not be read
 * (house rule I1), and what another plane owns is not touched.
 *
 * @param objects each replaces a computed object of the same name; in the order in which they were given
 */
public record KeptObjects(List<RawObject> objects, List<Finding> findings) {

    public KeptObjects {
        objects = List.copyOf(objects);
        findings = List.copyOf(findings);
    }

    /**
     * @param given objects of the discovered kinds that exist
     * @param computed what discovery wants to exist
     */
    public static KeptObjects of(DiscoveryAssembly assembly, List<RawObject> given, Set<ObjectId> computed) {
        Judge judge = new Judge(assembly);
        List<RawObject> objects = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (RawObject object : given) {
            String owner = owner(object);
            boolean isComputed = computed.contains(object.id());
            boolean foreign =
                    !owner.isEmpty() && !owner.equals(assembly.snapshot().installNamespace());
            // An object that nobody owns is adopted when discovery wants its name, and left alone otherwise.
            boolean replaceable = owner.isEmpty() ? isComputed : !foreign;
            if (!replaceable || judge.sourceIsUnknown(object)) {
                objects.add(object);
            }
            if (foreign && isComputed) {
                findings.add(taken(object, owner));
            }
        }
        return new KeptObjects(objects, findings);
    }

    private static String owner(RawObject object) {
        return object.metadata().path("labels").path(DiscoveryLabels.OWNER).asText("");
    }

    private static Finding taken(RawObject object, String owner) {
        Subject subject = new Subject(
                object.apiVersion(),
                object.id().kind().kind(),
                object.id().namespace(),
                object.id().name());
        return Finding.of(
                DiscoveryFinding.OTHER_OWNER, subject, subject + " belongs to the installation in namespace " + owner);
    }

    /** Knows what could not be read. */
    private static final class Judge {
        private final DiscoveryAssembly assembly;
        private final Set<ObjectId> undecodable;

        Judge(DiscoveryAssembly assembly) {
            this.assembly = assembly;
            this.undecodable = new HashSet<>(assembly.undecodable());
        }

        boolean sourceIsUnknown(RawObject object) {
            String kind = object.id().kind().kind();
            if (kind.equals(Kinds.MESH.kind())) {
                return !assembly.settingsReadable() || mesh(object.spec());
            }
            return kind.equals(Kinds.WORKLOAD.kind()) ? workload(object) : target(object.spec());
        }

        private boolean mesh(JsonNode spec) {
            for (JsonNode cluster : spec.path("awsAppMesh").path("clusters")) {
                if (isUnknown(cluster.asText(""), SourceKinds.APP_MESH)) {
                    return true;
                }
            }
            String cluster = "";
            for (String type : List.of("istio", "osm", "linkerd", "consulConnect")) {
                cluster = spec.path(type).path("installation").path("cluster").asText(cluster);
            }
            String where = cluster;
            return SourceKinds.OF_MESHES.stream().anyMatch(kind -> isUnknown(where, kind));
        }

        private boolean workload(RawObject object) {
            JsonNode controller = object.spec().path("kubernetes").path("controller");
            for (ControllerFact.Kind kind : ControllerFact.Kind.values()) {
                if (object.id().name().contains(kind.suffix()) && isUndecodable(controller, kind.groupKind())) {
                    return true;
                }
            }
            String cluster = cluster(controller);
            return SourceKinds.OF_WORKLOADS.stream().anyMatch(kind -> isUnknown(cluster, kind));
        }

        private boolean target(JsonNode spec) {
            JsonNode service = spec.path("kubeService").path("ref");
            String cluster = cluster(service);
            boolean noEndpoints =
                    isUnknown(cluster, SourceKinds.ENDPOINT_SLICE) && isUnknown(cluster, SourceKinds.ENDPOINTS);
            return noEndpoints
                    || isUnknown(cluster, SourceKinds.SERVICE)
                    || isUndecodable(service, SourceKinds.SERVICE)
                    || SourceKinds.OF_WORKLOADS.stream().anyMatch(kind -> isUnknown(cluster, kind));
        }

        private static String cluster(JsonNode ref) {
            return ref.path("clusterName").asText("");
        }

        private boolean isUnknown(String cluster, GroupKind kind) {
            ClusterKnowledge knowledge = assembly.snapshot().clusters().get(cluster);
            return knowledge != null && knowledge.of(kind) instanceof Knowledge.Unknown;
        }

        private boolean isUndecodable(JsonNode ref, GroupKind kind) {
            return undecodable.contains(new ObjectId(
                    cluster(ref),
                    kind,
                    ref.path("namespace").asText(""),
                    ref.path("name").asText("")));
        }
    }
}
