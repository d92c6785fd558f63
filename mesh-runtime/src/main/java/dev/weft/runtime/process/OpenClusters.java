// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.cluster.ClusterOpener;
import dev.weft.runtime.cluster.Registration;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.kube.ServedTypes;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.watch.ClusterViews;
import dev.weft.runtime.watch.ClusterWatch;
import dev.weft.runtime.watch.ServedKinds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The registered clusters that are open: each with a client and a watch of its own. */
final class OpenClusters implements ClusterOpener {

    private final OperatorParts parts;
    private final OperatorSettings settings;
    private final ClusterWatch.Surroundings surroundings;
    private final ClusterViews views;
    private final BiConsumer<String, Boolean> accepted;
    private final Map<String, ClusterWatch> watches = new ConcurrentHashMap<>();

    /** @param accepted is told whether a cluster knows who calls */
    OpenClusters(
            OperatorParts parts,
            OperatorSettings settings,
            ClusterWatch.Surroundings surroundings,
            BiConsumer<String, Boolean> accepted) {
        this.parts = parts;
        this.settings = settings;
        this.surroundings = surroundings;
        this.views = surroundings.views();
        this.accepted = accepted;
    }

    /** The API server of a cluster that is open. */
    Optional<KubeApi> api(String cluster) {
        return Optional.ofNullable(watches.get(cluster)).map(ClusterWatch::api);
    }

    /** Which objects of each open cluster have been read, with their resourceVersions. */
    SortedMap<String, SortedMap<ObjectId, String>> seen() {
        SortedMap<String, SortedMap<ObjectId, String>> seen = new TreeMap<>();
        watches.forEach((cluster, watch) -> seen.put(cluster, watch.seen()));
        return seen;
    }

    @Override
    public Opened open(Registration.Usable registration) {
        Cluster cluster = new Cluster(registration);
        watches.put(registration.cluster(), cluster.watch);
        return cluster;
    }

    @Override
    public void problem(String cluster, String problem) {
        views.problems(cluster, problem.isEmpty() ? List.of() : List.of(problem));
    }

    @Override
    public void forget(String cluster) {
        views.forget(cluster);
    }

    static ServedKinds served(KubeApi api) {
        return (kind, versions) -> ServedTypes.find(api, kind, versions);
    }

    private Endpoint endpoint(Registration.Usable registration) {
        return parts.identity() == OperatorParts.Identity.READER ? registration.reader() : registration.writer();
    }

    private KubeApi connect(Endpoint endpoint) {
        return KubeApis.connect(endpoint, settings.clients(), parts.name() + "/" + settings.version());
    }

    private final class Cluster implements Opened {
        private final String name;
        private final ClusterWatch watch;
        private final PermissionProbe permissions;
        private RotatingToken token = new RotatingToken();
        private Endpoint endpoint;
        private CallerCheck api;

        private Cluster(Registration.Usable registration) {
            name = registration.cluster();
            endpoint = endpoint(registration);
            api = open(endpoint);
            watch = ClusterWatch.open(name, api, served(api), parts.ofClusters(), surroundings);
            permissions = new PermissionProbe(
                    name, watch::api, parts.ofClusters(), parts.written(), denials -> views.denials(name, denials));
        }

        @Override
        public boolean follow(Registration.Usable registration) {
            Endpoint next = endpoint(registration);
            if (!next.server().equals(endpoint.server()) || !next.authorityPem().equals(endpoint.authorityPem())) {
                return false;
            }
            if (!next.equals(endpoint)) {
                if (token.follow(endpoint, next)) {
                    api.forget();
                    watch.lookAgain();
                } else {
                    reopen(next);
                }
                endpoint = next;
                permissions.askAgain();
            }
            return true;
        }

        private CallerCheck open(Endpoint as) {
            return new CallerCheck(connect(token.in(as)), known -> accepted.accept(name, known));
        }

        private void reopen(Endpoint next) {
            KubeApi before = api;
            token = new RotatingToken();
            api = open(next);
            watch.reopen(api, served(api));
            before.close();
        }

        @Override
        public void forget() {
            watches.remove(name, watch);
            permissions.close();
            watch.forget();
            api.close();
        }

        @Override
        public void close() {
            watches.remove(name, watch);
            permissions.close();
            watch.close();
            api.close();
        }
    }
}
