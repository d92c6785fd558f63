// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.Kinds;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Discovered objects that exist already and stay as they are: nothing is dropped or narrowed because something could not be read
 * (house rule I1), and what another plane owns is not touched.
 */
public final class KeptObjects {

    private final DiscoveryAssembly assembly;
    private final Set<ObjectId> undecodable;

    private KeptObjects(DiscoveryAssembly assembly) {
        this.assembly = assembly;
        this.undecodable = new HashSet<>(assembly.undecodable());
    }

    /**
     * Those of {@code given} that stay, in their order; each replaces a computed object of the same name.
     *
     * @param computed what discovery wants to exist
     */
    public static List<RawObject> of(DiscoveryAssembly assembly, List<RawObject> given, Set<ObjectId> computed) {
        KeptObjects kept = new KeptObjects(assembly);
        return given.stream()
                .filter(object -> kept.stays(object, computed.contains(object.id())))
                .toList();
    }

    /** An object that nobody owns stays as well, unless discovery wants its name: then it is adopted. */
    private boolean stays(RawObject object, boolean isComputed) {
        String owner =
                object.metadata().path("labels").path(DiscoveryLabels.OWNER).asText("");
        boolean ours = owner.equals(assembly.snapshot().installNamespace());
        boolean replaceable = ours || (owner.isEmpty() && isComputed);
        return !replaceable || sourceIsUnknown(object);
    }

    private boolean sourceIsUnknown(RawObject object) {
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
