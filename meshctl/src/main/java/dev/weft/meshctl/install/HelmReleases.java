// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.UpgradeCommand;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The Helm releases of one namespace. Whatever Helm refuses is a {@link CommandFailedException} in Helm's words. */
final class HelmReleases {

    private final String kubeconfig;
    private final String namespace;

    HelmReleases(Endpoint endpoint, String namespace) {
        this.kubeconfig = NarrowKubeconfig.of(endpoint);
        this.namespace = namespace;
    }

    /** What a chart comes to. No cluster is asked. */
    static List<ObjectNode> rendered(Path chart, String release, String namespace, HelmValues values)
            throws CommandFailedException {
        return objects(asked("render the chart " + release, () -> {
            TemplateCommand template =
                    new Helm(chart).template().withName(release).withNamespace(namespace);
            values.files().forEach(template::withValuesFile);
            return template.call();
        }));
    }

    private static List<ObjectNode> objects(String manifest) {
        List<ObjectNode> objects = new ArrayList<>();
        for (String document : manifest.split("(?m)^---$", -1)) {
            if (EmbeddedYaml.parse("chart", document) instanceof EmbeddedYaml.Tree tree
                    && tree.tree() instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return objects;
    }

    /**
     * A release of one of our charts.
     *
     * @throws CommandFailedException also when the release of that name has another chart
     */
    Optional<Release> find(String name, String chart) throws CommandFailedException {
        Optional<Release> found = find(name);
        if (found.isPresent() && !found.get().getChart().matches(Pattern.quote(chart) + "-[0-9].*")) {
            throw new CommandFailedException(
                    "Helm release " + name + " in namespace " + namespace + " has the chart "
                            + found.get().getChart() + ", not " + chart,
                    "Name the release of Weft with --release-name. Nothing has been changed.");
        }
        return found;
    }

    private Optional<Release> find(String name) throws CommandFailedException {
        return asked(
                        "list releases",
                        () -> Helm.list()
                                .all()
                                .withNamespace(namespace)
                                .withKubeConfigContents(kubeconfig)
                                .call())
                .stream()
                .filter(release -> release.getName().equals(name))
                .findFirst();
    }

    Release install(Path chart, String name, HelmValues values) throws CommandFailedException {
        return asked("install " + name, () -> {
            InstallCommand install = new Helm(chart)
                    .install()
                    .withName(name)
                    .withNamespace(namespace)
                    .withKubeConfigContents(kubeconfig);
            values.files().forEach(install::withValuesFile);
            return install.call();
        });
    }

    Release upgrade(Path chart, String name, HelmValues values) throws CommandFailedException {
        return asked("upgrade " + name, () -> {
            UpgradeCommand upgrade = new Helm(chart)
                    .upgrade()
                    .withName(name)
                    .withNamespace(namespace)
                    .withKubeConfigContents(kubeconfig);
            UpgradeCommand based = values.reset() ? upgrade.resetValues() : upgrade.resetThenReuseValues();
            values.files().forEach(based::withValuesFile);
            return based.call();
        });
    }

    void uninstall(String name) throws CommandFailedException {
        asked(
                "uninstall " + name,
                () -> Helm.uninstall(name)
                        .withNamespace(namespace)
                        .withKubeConfigContents(kubeconfig)
                        .call());
    }

    /** Helm tells everything, also that it is not made for this machine, by unchecked exceptions. */
    private static <T> T asked(String what, Supplier<T> call) throws CommandFailedException {
        // Else the library takes what it does not find from the network or the folder of temporary files, and nobody
        // vouches for that.
        System.setProperty("com.marcnuri.jkube-helm.skipRemoteJar", "true");
        try {
            return call.get();
        } catch (IllegalStateException e) {
            throw new CommandFailedException("Helm could not " + what + ": " + e.getMessage(), remedy(e));
        } catch (LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandFailedException(
                    "Helm cannot be run on this machine: " + cause,
                    "Install with helm itself: the charts are in the folder charts of the checkout"
                            + " (docs/operations/install.md).");
        }
    }

    private static String remedy(IllegalStateException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("invalid ownership metadata")) {
            return "That object is somebody else's. Remove it, or install into another namespace.";
        }
        if (message.contains("specifications of the schema")) {
            return "Correct the values; charts/weft/values.yaml explains each.";
        }
        return "";
    }
}
