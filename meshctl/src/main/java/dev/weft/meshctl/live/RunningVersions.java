// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.discovery.detect.ImageName;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.leader.LeaderElection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which versions of the plane run on a management cluster: as the processes themselves say in their Leases, wherever they run, and as the
 * images of the Deployments in the install namespace say, whatever they are.
 *
 * @param processes those that have ever held their Lease, by name
 * @param deployments ordered by name
 */
public record RunningVersions(List<Process> processes, List<Deployed> deployments) {

    /** Nobody waits for a version. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    public RunningVersions {
        processes = List.copyOf(processes);
        deployments = List.copyOf(deployments);
    }

    /**
     * An operator.
     *
     * @param version of the process that writes; empty when it does not say, as the reference's do not
     * @param runs whether its Lease is being renewed
     */
    public record Process(String name, String version, boolean runs) {}

    /** A Deployment and the images of its containers. */
    public record Deployed(String name, List<Image> images) {
        public Deployed {
            images = List.copyOf(images);
        }
    }

    /**
     * An image.
     *
     * @param container its name
     * @param domain the registry
     * @param version digest, else tag, else empty
     */
    public record Image(String container, String domain, String path, String version) {}

    /** @throws ApiException when the server does not answer at once, or refuses */
    public static RunningVersions read(Cluster management, String namespace, Instant now)
            throws ApiException, InterruptedException {
        management.call(ApiCall.get("/version").within(PATIENCE));
        List<Process> processes = new ArrayList<>();
        for (String name : Planes.LEASES) {
            Optional<ObjectNode> lease = management.find(ResourceTypes.LEASE.path(namespace, name));
            if (lease.isPresent()) {
                String version = lease.get()
                        .path("metadata")
                        .path("annotations")
                        .path(LeaderElection.VERSION)
                        .asText("");
                processes.add(new Process(
                        name, version, Planes.held(name, lease.get(), now).fresh()));
            }
        }
        List<Deployed> deployments = new ArrayList<>();
        for (ObjectNode deployment : management.list(ResourceTypes.DEPLOYMENT, namespace, "")) {
            List<Image> images = new ArrayList<>();
            for (JsonNode container :
                    deployment.path("spec").path("template").path("spec").path("containers")) {
                images.add(image(
                        container.path("name").asText(""),
                        ImageName.of(container.path("image").asText(""))));
            }
            deployments.add(
                    new Deployed(deployment.path("metadata").path("name").asText(""), images));
        }
        return new RunningVersions(processes, deployments);
    }

    /** The registry is left out for that of Docker; a first part is one only with a dot, a port, or as localhost. */
    private static Image image(String container, ImageName image) {
        int slash = image.repository().indexOf('/');
        String first = slash < 0 ? "" : image.repository().substring(0, slash);
        boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
        return new Image(
                container,
                registry ? first : "docker.io",
                registry ? image.repository().substring(slash + 1) : image.repository(),
                image.digest().isEmpty() ? image.tag() : image.digest());
    }
}
