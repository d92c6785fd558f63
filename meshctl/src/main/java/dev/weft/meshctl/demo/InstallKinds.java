// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.CrdFiles;
import dev.weft.meshctl.crds.CrdInstaller;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.ResourceTypes;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/** What {@code meshctl install crds} does, then namespaces and Settings. */
final class InstallKinds implements Scene {

    @Override
    public String name() {
        return "install";
    }

    @Override
    public String doing() {
        return "installing the kinds of Weft on mgmt";
    }

    @Override
    public Told play(World world)
            throws IOException, InterruptedException, CommandFailedException, UnusableKubeconfigException {
        SortedMap<String, ObjectNode> kinds = CrdInstaller.definitions(CrdFiles.ofManagement());
        try (Cluster management = Registrar.open(world, World.MANAGEMENT)) {
            CrdInstaller.install(management, kinds, Registrar.silent());
        }
        for (ObjectNode namespace : world.data().ofManagement("Namespace")) {
            namespace.remove("spec");
            world.management().apply(ResourceTypes.NAMESPACE, namespace);
        }
        List<String> networks = world.stage().gatewayNetworks();
        for (ObjectNode settings : world.data().ofManagement("Settings")) {
            world.management().apply(DemoKinds.SETTINGS, settings(settings, networks));
        }
        String allowed = networks.isEmpty()
                ? ""
                : "Settings let gateways of other clusters be at " + String.join(", ", networks)
                        + ", which otherwise is refused\n";
        return new Told(kinds.size() + " kinds are installed on " + World.MANAGEMENT, allowed);
    }

    private static ObjectNode settings(ObjectNode settings, List<String> networks) {
        if (!networks.isEmpty()) {
            ArrayNode allowed = settings.withObject("/spec")
                    .putArray("gatewayAddresses")
                    .addObject()
                    .putArray("allowed");
            networks.forEach(allowed::add);
        }
        return settings;
    }
}
