// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking;

import dev.weft.runtime.status.FindingCode;
import dev.weft.runtime.status.Severity;

/** The findings of networking. The reference page docs/reference/findings.md is generated from this list. */
public enum NetworkingFinding implements FindingCode {
    AGENT_KINDS_MISSING(
            "AgentKindsMissing",
            Severity.WARNING,
            "A VirtualMesh asks for certificates under one root, and a cluster does not serve the kinds by which its agent is told.",
            "Register the cluster again with meshctl cluster register, without --no-agent; that installs them."),
    AGENT_MISSING(
            "AgentMissing",
            Severity.WARNING,
            "A VirtualMesh asks for certificates under one root, and a cluster has no cert-agent to ask for one and to keep its key.",
            "Register the cluster again with meshctl cluster register, which installs one and says on the KubernetesCluster where it is (docs/reference/trust.md), or take the mesh out of the VirtualMesh."),
    AMBIENT_CALLERS(
            "AmbientCallers",
            Severity.WARNING,
            "Workloads in Istio's ambient mode, or a waypoint for them, cannot call services of other clusters: neither says the name by which"
                    + " a service is known there, nor uses mutual TLS as its pods expect it.",
            "Give the workloads sidecars, or have them call a service with a sidecar that calls on; where a policy sends there, narrow it."),
    AUTHORITY_SHARED(
            "AuthorityShared",
            Severity.WARNING,
            "A mesh that does not belong to the VirtualMesh reads its certificate from the same Secret as one that does.",
            "Add it to the VirtualMesh, or install it in a namespace of its own."),
    AUTHORITY_TAKEN(
            "AuthorityTaken",
            Severity.ERROR,
            "Two VirtualMeshes want to give the istiods of one namespace a certificate; the older one, or the one with the smaller key, does.",
            "Put the meshes of the namespace into one VirtualMesh, or install one of them elsewhere."),
    AUTHORITY_WAITS(
            "AuthorityWaits",
            Severity.INFO,
            "A mesh that is new in a VirtualMesh gets no certificate yet: it would be under a root that not all other meshes trust.",
            "Wait; condition TrustShared of the VirtualMesh says which meshes do not trust it yet, and why."),
    CLUSTER_DOMAIN_UNKNOWN(
            "ClusterDomainUnknown",
            Severity.WARNING,
            "The domain of a cluster cannot be read and never was, so nobody knows the names by which its gateway is asked for services; how"
                    + " these are called from other clusters stays as it is.",
            "Correct spec.clusterDomain of its KubernetesCluster, or what else of it cannot be read."),
    CLUSTER_HELD(
            "ClusterHeld",
            Severity.ERROR,
            "Nothing is written or deleted on a cluster: something that everything there hangs on cannot be read, and the plane has not known"
                    + " it since it was started.",
            "Correct the object as its other finding says."),
    CLUSTER_NOT_REGISTERED(
            "ClusterNotRegistered",
            Severity.WARNING,
            "Discovered objects name a cluster that is neither registered nor in the snapshot; it counts as registered and empty.",
            "Register the cluster, or remove the discovered objects that name it."),
    CONFLICT_WON(
            "ConflictWon",
            Severity.WARNING,
            "Another policy wants a different value in a field that this policy sets; this policy was there first and keeps it.",
            "Nothing, if this policy should win; otherwise remove the field here, or give both policies the same value."),
    DESTINATION_NOT_FEDERATED(
            "DestinationNotFederated",
            Severity.WARNING,
            "A policy sends traffic to a service of another cluster which cannot be called from the cluster of the caller.",
            "Make it a service that the VirtualMesh exports to that cluster (federation selectors, a gateway that can be called, workloads that are known), or send the traffic to a service of the caller's own cluster."),
    DNS_CAPTURE_MISSING(
            "DnsCaptureMissing",
            Severity.ERROR,
            "A VirtualMesh has a hostname suffix of its own, and proxies of one of its meshes do not answer DNS queries.",
            "Set ISTIO_META_DNS_CAPTURE to true in that mesh (meshConfig.defaultConfig.proxyMetadata), or leave hostnameSuffix out."),
    DUPLICATE_SERVICE(
            "DuplicateService",
            Severity.WARNING,
            "Two TrafficTargets stand for one Service; only the one with the smaller key is used.",
            "Delete the TrafficTarget that is not wanted; discovery writes one for each Service."),
    ENDPOINT_IGNORED(
            "EndpointIgnored",
            Severity.WARNING,
            "A TrafficTarget has an endpoint without an IP address; the endpoint is left out.",
            "Let discovery write the TrafficTarget, or correct ipAddress."),
    FEDERATION_IMPLICIT(
            "FederationImplicit",
            Severity.WARNING,
            "A VirtualMesh does not say which services can be called from other meshes, so all can, as in Gloo Mesh 0.12.",
            "Set spec.federation.permissive if that is meant, or name services in spec.federation.selectors."),
    FAILOVER_NOT_OFFERED(
            "FailoverNotOffered",
            Severity.ERROR,
            "A TrafficPolicy sends to a FailoverService that is not accepted, or that the callers' mesh is not named in.",
            "Correct the FailoverService, add the mesh to its spec.meshes, or send elsewhere."),
    FAILOVER_INCOMPLETE(
            "FailoverIncomplete",
            Severity.WARNING,
            "A FailoverService is accepted, but callers of a mesh cannot reach all of its services, or do so in another way than it says.",
            "Do what the message says is missing."),
    FIELD_CONFLICT(
            "FieldConflict",
            Severity.ERROR,
            "An accepted policy already sets this field to another value for the same requests or host.",
            "Give both policies the same value, remove the field from one, or give them different request matchers."),
    FLAT_NETWORK_NOT_USED(
            "FlatNetworkNotUsed",
            Severity.WARNING,
            "A VirtualMesh says that pods of all meshes reach each other, but calls of a service go through the gateway of its mesh.",
            "Do what the message says is missing; until then calls work as without spec.federation.flatNetwork."),
    GATEWAY_ADDRESS_REFUSED(
            "GatewayAddressRefused",
            Severity.WARNING,
            "An address of a gateway is one at which no other cluster can mean to call it, or that Settings do not allow.",
            "Give the gateway an address that other clusters reach, or allow it in spec.gatewayAddresses of Settings."),
    GATEWAY_DENIED(
            "GatewayDenied",
            Severity.WARNING,
            "Access is denied by default, and requests to a Service whose pods run as a gateway are denied too: it is not known as one for visitors, and no AccessPolicy allows them.",
            "If it shall be reached, allow it by an AccessPolicy with the Service in destinationSelector and without sourceSelector, or with those who may call it."),
    GATEWAY_LABELS_SHARED(
            "GatewayLabelsShared",
            Severity.WARNING,
            "Access is denied by default, and workloads of other namespaces carry the labels of a gateway in the root namespace of Istio, where a policy that"
                    + " lets visitors into the gateway lets everybody into these workloads too.",
            "Take the labels off those workloads, or run the gateway in a namespace of its own, where its policy reaches nobody else."),
    GATEWAY_LEFT_TO_POLICIES(
            "GatewayLeftToPolicies",
            Severity.INFO,
            "Access is denied by default, and an AccessPolicy is about an ingress gateway: only what AccessPolicies allow comes in there.",
            "Nothing, if that is meant. Otherwise leave the Service of the gateway out of destinationSelector, or add an AccessPolicy for it without sourceSelector."),
    GATEWAY_OUT_OF_REACH(
            "GatewayOutOfReach",
            Severity.WARNING,
            "The gateway by which services of a mesh are called from other clusters cannot be reached now, as far as its cluster says.",
            "See to the load balancer, the nodes or the pods of the gateway. To end it, delete its Service, make that a ClusterIP, or take the mesh out of the VirtualMesh."),
    GATEWAY_REUSED(
            "GatewayReused",
            Severity.INFO,
            "A user's own Gateway passes names of exported services through already; a second one would make Envoy refuse both.",
            "Nothing, unless fewer services should be callable: that Gateway lets through whatever its hosts say."),
    GATEWAYS_UNREADABLE(
            "GatewaysUnreadable",
            Severity.WARNING,
            "Access is denied by default, and the annotation of a Mesh that tells which gateways are for visitors cannot be read; what lets requests into gateways"
                    + " stays as it is.",
            "Let discovery write the Mesh: it replaces the annotation by what runs. If it does not run, start it, or correct the annotation."),
    GATEWAY_WITHOUT_LABELS(
            "GatewayWithoutLabels",
            Severity.WARNING,
            "Access is denied by default, and a gateway has no labels by which it could be let through alone.",
            "Give the detector of the gateway in Settings the labels of its pods."),
    GLOBAL_NAMES_UNRESOLVED(
            "GlobalNamesUnresolved",
            Severity.WARNING,
            "Workloads of a mesh cannot resolve global host names, because their proxies do not answer DNS queries.",
            "Set ISTIO_META_DNS_CAPTURE to true in that mesh (meshConfig.defaultConfig.proxyMetadata), or call local names and shift"
                    + " them by a TrafficPolicy."),
    HOST_TAKEN(
            "HostTaken",
            Severity.ERROR,
            "The host name of a FailoverService is that of an older FailoverService in the same mesh, or the name of a service.",
            "Choose another spec.hostname."),
    IDENTITY_INVALID(
            "IdentityInvalid",
            Severity.WARNING,
            "The trust domain, namespace and service account that a Mesh tells make no SPIFFE ID, so its istiod gets no certificate.",
            "Correct the trust domain in the mesh configuration of Istio: lower-case letters, digits, dots, dashes and underscores."),
    IDENTITY_UNKNOWN(
            "IdentityUnknown",
            Severity.WARNING,
            "A service of a VirtualMesh has no known workload, so nobody can tell which identity may answer for it.",
            "Deploy its workload, or set spec.federation.allowUnknownIdentities if any workload of the mesh may answer."),
    INTERSECTING_CONFIG(
            "IntersectingConfig",
            Severity.ERROR,
            "A user's own Istio object covers the host on that cluster, and intersecting configuration is disallowed.",
            "Remove or narrow the user's object, or run without --disallow-intersecting-config."),
    INVALID_FIELD(
            "InvalidField",
            Severity.ERROR,
            "A field of the policy has a value that cannot be used.",
            "Correct the field as the message says."),
    MALFORMED_REFERENCE(
            "MalformedReference",
            Severity.ERROR,
            "A reference lacks one of its parts; an omitted part is not a wildcard.",
            "Complete the reference with name, namespace and clusterName."),
    MANY_EXPORTS(
            "ManyExports",
            Severity.WARNING,
            "A VirtualMesh makes very many services callable from every other mesh; each costs objects and memory of every proxy there.",
            "Name the services in spec.federation.selectors, or set spec.federation.onDemand."),
    MESH_CLAIMED(
            "MeshClaimed",
            Severity.ERROR,
            "A VirtualMesh names a mesh that belongs to another one; it is applied nowhere.",
            "Remove the mesh from one of the two VirtualMeshes."),
    MESH_NOT_SERVED(
            "MeshNotServed",
            Severity.WARNING,
            "The policy selects a service of a mesh that is not translated, so it has no effect there.",
            "Narrow destinationSelector to services of Istio or Open Service Mesh."),
    MESH_WITHOUT_GATEWAY(
            "MeshWithoutGateway",
            Severity.WARNING,
            "A mesh of a VirtualMesh has no gateway with labels, a TLS port and an address that other clusters can call.",
            "Install a gateway with a port named tls or numbered 15443 and a load balancer or node port (istio-eastwestgateway)."),
    MESH_WITHOUT_INSTALLATION(
            "MeshWithoutInstallation",
            Severity.WARNING,
            "A Mesh does not say on which cluster or in which namespace its control plane runs, so nothing is written for all of it.",
            "Let discovery write the Mesh, or complete spec.istio.installation."),
    NAME_TAKEN(
            "NameTaken",
            Severity.ERROR,
            "An object that belongs to somebody else already has the kind, namespace and name of an output; it is never overwritten.",
            "Rename or remove the existing object; the output is written as soon as the name is free."),
    NAME_TAKEN_UNUSED(
            "NameTakenUnused",
            Severity.WARNING,
            "Like NameTaken, for an output that exists without any policy (the default TLS mode of a host).",
            "Rename or remove the existing object if the default TLS mode of Settings should apply to the host."),
    NOT_FEDERATED(
            "NotFederated",
            Severity.WARNING,
            "A service of a VirtualMesh, or a whole mesh, cannot be called from other meshes.",
            "Do what the message says is missing, or leave the service out by spec.federation.selectors."),
    NOTHING_SELECTED(
            "NothingSelected",
            Severity.WARNING,
            "The policy selects no service, so it has no effect.",
            "Check namespaces, clusters and labels of destinationSelector."),
    NOT_YET_SUPPORTED(
            "NotYetSupported",
            Severity.WARNING,
            "This version of Weft does not act on the object or field yet; what is already configured stays as it is.",
            "Nothing; see docs/roadmap.md for when it comes."),
    NO_HTTP_PORT(
            "NoHttpPort",
            Severity.WARNING,
            "A policy names a Service none of whose ports Istio takes for HTTP, so its route acts on nothing.",
            "Name the port http, http2 or grpc or set its appProtocol, if it is one; otherwise exclude the Service from destinationSelector."),
    NO_BACKING_WORKLOADS(
            "NoBackingWorkloads",
            Severity.ERROR,
            "An AccessPolicy selects a service of Open Service Mesh behind which no workload is known; access is given to service accounts.",
            "Deploy the workload, or exclude the Service from destinationSelector."),
    NO_EFFECT_ON_CLUSTER(
            "NoEffectOnCluster",
            Severity.WARNING,
            "The sourceSelector names only other clusters, so the policy changes nothing for callers on the target's own cluster.",
            "Add the cluster to sourceSelector.clusters, or leave clusters out."),
    NO_READY_PODS(
            "NoReadyPods",
            Severity.WARNING,
            "A service whose pods are called without a gateway has none that is ready.",
            "Deploy its workload; callers on other clusters are led to the pods as soon as they are ready."),
    NO_TRUST_DOMAIN(
            "NoTrustDomain",
            Severity.ERROR,
            "An AccessPolicy names a cluster on which no Istio mesh with a usable trust domain is known, so nobody can tell its identities.",
            "Correct the cluster name, or register the cluster and install Istio on it."),
    OUTLIER_DETECTION_MISSING(
            "OutlierDetectionMissing",
            Severity.ERROR,
            "A service of a FailoverService has no accepted TrafficPolicy with outlierDetection, without which nobody leaves it.",
            "Apply a TrafficPolicy with spec.outlierDetection to the service."),
    OTHER_PLANE(
            "OtherPlane",
            Severity.WARNING,
            "An object with our owner label was written by another installation of the plane; it is not touched.",
            "Give each installation its own namespace name, or remove the object by hand."),
    OUTPUT_HELD(
            "OutputHeld",
            Severity.WARNING,
            "An AuthorizationPolicy stays as it is, because a policy for it cannot be applied now; without it more or less would be allowed"
                    + " than anybody asked for.",
            "Resolve the other findings of the policy that the message names, or delete that policy."),
    OUT_OF_SCOPE(
            "OutOfScope",
            Severity.ERROR,
            "The policy names services that Settings do not let policies of its namespace apply to; it is applied nowhere.",
            "Move the policy to the namespace of the services or to the install namespace, or name only services of its own namespace."),
    PODS_LEFT_OUT(
            "PodsLeftOut",
            Severity.WARNING,
            "Pods of a service that is called without a gateway are not called from other clusters; its other pods are.",
            "Do what the message says is missing of them; behind a gateway all pods are called."),
    PORT_IGNORED(
            "PortIgnored",
            Severity.WARNING,
            "A TrafficTarget has a port that is no port number; the port is left out.",
            "Let discovery write the TrafficTarget, or correct the port to a number from 1 to 65535."),
    PORT_MISSING(
            "PortMissing",
            Severity.ERROR,
            "A destination has several ports and none was chosen, or the chosen port does not exist.",
            "Set port to one of the service's ports."),
    REFERENCE_NOT_FOUND(
            "ReferenceNotFound",
            Severity.ERROR,
            "A policy refers to a service or object that does not exist.",
            "Correct the reference, or create what it names."),
    RESTART_LEFT_OUT(
            "RestartLeftOut",
            Severity.WARNING,
            "Pods hold certificates under an older root until they are restarted, and the agent is not told to restart these.",
            "Restart them by hand when istio-ca-root-cert in their namespace has the new root."),
    ROOT_NAMESPACE_REACH(
            "RootNamespaceReach",
            Severity.ERROR,
            "An AccessPolicy selects a service in the root namespace of Istio, where an AuthorizationPolicy reaches into all namespaces, and"
                    + " workloads of other namespaces carry the labels of its selector.",
            "Give the workloads of the service a label that no others have, and select by it; or exclude it from destinationSelector."),
    ROUTE_SHADOWED(
            "RouteShadowed",
            Severity.WARNING,
            "Another policy's route takes all requests of the service, in other words (such as prefix /), so this policy's gets none.",
            "Give both policies the same request matchers, so that they share a route, or narrow the other one."),
    SELECTORLESS_SERVICE(
            "SelectorlessService",
            Severity.ERROR,
            "An AccessPolicy selects a Service without a selector; an AuthorizationPolicy for it would cover the whole namespace.",
            "Exclude the Service from destinationSelector."),
    SERVICE_ACCOUNT_SHARED(
            "ServiceAccountShared",
            Severity.WARNING,
            "Open Service Mesh gives access to service accounts, and other workloads run as the one of the selected service.",
            "Give the workloads of each service a service account of their own."),
    SERVICE_WITHOUT_PORTS(
            "ServiceWithoutPorts",
            Severity.WARNING,
            "A policy is about the requests to a Service that has no ports, so there is no route to put it on.",
            "Give the Service its ports, or exclude it from destinationSelector."),
    SERVED_VERSION_ASSUMED(
            "ServedVersionAssumed",
            Severity.WARNING,
            "The cluster's CustomResourceDefinitions do not include a kind that is written there; its newest version is assumed.",
            "Install Istio's CustomResourceDefinitions completely."),
    SETTINGS_MISSING(
            "SettingsMissing",
            Severity.WARNING,
            "The Settings object that counts does not exist; an empty one is assumed.",
            "Create Settings in the install namespace, or name the right one with --settings."),
    SETTINGS_TLS_DISABLE(
            "SettingsTlsDisable",
            Severity.INFO,
            "Settings say DISABLE as the default TLS mode; no rule is written for it, and Istio's automatic mTLS stays in force.",
            "Set spec.mtls of a TrafficPolicy to turn mTLS off for a host."),
    SEVERAL_SERVICE_ACCOUNTS(
            "SeveralServiceAccounts",
            Severity.ERROR,
            "An AccessPolicy selects a service of Open Service Mesh whose workloads run as different service accounts.",
            "Run all workloads of the service as one service account."),
    SHARED_TRUST_DOMAIN(
            "SharedTrustDomain",
            Severity.WARNING,
            "An AccessPolicy names a cluster whose identities cannot be told from those of another cluster: both have one trust domain.",
            "Give each mesh a trust domain of its own, or name all clusters that share it."),
    RULE_HIDDEN(
            "RuleHidden",
            Severity.WARNING,
            "A user's DestinationRule in the namespace of callers counts for them in place of ours, which is elsewhere; they do not get what ours says.",
            "Narrow the host of that rule or delete it, and say what it says by a TrafficPolicy. For subsets of a service of the same cluster: add them to it, by the"
                    + " names and labels of ours. Where it has a workloadSelector, write one without for the other callers."),
    SOURCE_UNKNOWN(
            "SourceUnknown",
            Severity.WARNING,
            "A cluster or kind could not be read; nothing is deleted or narrowed because of that.",
            "Make the cluster reachable and grant read access to the kind."),
    SUBSET_NOT_CONFIGURED(
            "SubsetNotConfigured",
            Severity.WARNING,
            "A policy sends to a subset of a service whose DestinationRule somebody else has, and that one does not have the subset; or, without"
                    + " a gateway, to a subset by labels that do not tell pods apart.",
            "Add the subset, by that name and with these labels, to that DestinationRule; or delete or rename it, so that ours is written. Of"
                    + " pods, choose the subset by labels of their own, or give their mesh a gateway."),
    SUBSET_WITHOUT_WORKLOAD(
            "SubsetWithoutWorkload",
            Severity.WARNING,
            "A policy sends traffic to a subset that no workload of the service belongs to now; such requests fail.",
            "Correct the labels of the subset, or deploy the workload."),
    TAKE_OVER_UNMATCHED(
            "TakeOverUnmatched",
            Severity.WARNING,
            "A VirtualMesh asks to take over a Secret cacerts by the SHA-256 of its root, and no mesh of it has one with that root.",
            "Write the hash that the message or condition TrustShared tells, or take it out of the annotation."),
    TARGET_WITHOUT_MESH(
            "TargetWithoutMesh",
            Severity.WARNING,
            "A TrafficTarget belongs to no known Mesh, so nothing is written for it, and nothing is deleted.",
            "Let discovery write the TrafficTarget, or correct spec.mesh."),
    TARGET_WITHOUT_SERVICE(
            "TargetWithoutService",
            Severity.WARNING,
            "A TrafficTarget does not say which Service it stands for, so it is left out.",
            "Let discovery write the TrafficTarget, or complete spec.kubeService.ref."),
    TRUST_DOMAINS_DIFFER(
            "TrustDomainsDiffer",
            Severity.WARNING,
            "Meshes of a VirtualMesh have different trust domains; workloads let in callers of another one only when they are told to.",
            "Add the other trust domains to the mesh configuration as the message says, or give all meshes one trust domain."),
    UNDECODABLE(
            "Undecodable",
            Severity.ERROR,
            "An object has a field that cannot be read; the object is left out, everything else is translated.",
            "Correct the field as the message says."),
    UNKNOWN_FIELD(
            "UnknownField",
            Severity.WARNING,
            "An object has a field that its kind does not know; it is ignored.",
            "Correct the spelling, or remove the field."),
    UNMATCHED_REQUESTS_FAIL(
            "UnmatchedRequestsFail",
            Severity.WARNING,
            "All routes of a service are for certain requests or sources; Istio answers a request that none of them takes with 404.",
            "Apply a TrafficPolicy without httpRequestMatchers and sourceSelector to the service too, unless those are to fail."),
    UNSUPPORTED(
            "Unsupported",
            Severity.WARNING,
            "A field of Settings is accepted for compatibility and has no effect.",
            "Remove the field."),
    UNSUPPORTED_BY_MESH(
            "UnsupportedByMesh",
            Severity.ERROR,
            "The target's mesh cannot do what the field asks for, so the policy is refused there as a whole.",
            "Remove the field, or exclude the services of that mesh from destinationSelector."),
    VIRTUAL_MESH_NEEDED(
            "VirtualMeshNeeded",
            Severity.ERROR,
            "The meshes of a FailoverService and of the services behind it are not all in one VirtualMesh that is in effect on them.",
            "Put them into one VirtualMesh, or correct the one they are in."),
    WAYPOINT_MISSING(
            "WaypointMissing",
            Severity.WARNING,
            "A TrafficPolicy selects a service in Istio's ambient mode that no waypoint serves: it acts on callers with a sidecar only.",
            "Deploy a waypoint for the namespace or the Service (istioctl waypoint apply --namespace NS --enroll-namespace)."),
    WAYPOINT_NEEDED(
            "WaypointNeeded",
            Severity.ERROR,
            "An AccessPolicy with paths or methods selects a service in Istio's ambient mode that no waypoint serves; ztunnel does not see"
                    + " requests and would deny all of them.",
            "Deploy a waypoint for the namespace or the Service (istioctl waypoint apply --namespace NS --enroll-namespace), or leave out"
                    + " allowedPaths and allowedMethods."),
    WORTH_KNOWING(
            "WorthKnowing",
            Severity.WARNING,
            "The policy is accepted, but something in it may not mean what its author expects.",
            "Read the message and change the field if it was not meant so.");

    private final String code;
    private final Severity severity;
    private final String meaning;
    private final String remedy;

    NetworkingFinding(String code, Severity severity, String meaning, String remedy) {
        this.code = code;
        this.severity = severity;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Severity severity() {
        return severity;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
