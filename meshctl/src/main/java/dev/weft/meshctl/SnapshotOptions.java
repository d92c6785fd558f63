// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.folder.SnapshotFolder;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which snapshot is looked at, and as whom. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SnapshotOptions {

    private static final int LAST_YEAR = 9999;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--snapshot",
            paramLabel = "DIR",
            description = "Folder with the state of the clusters: mgmt/ and clusters/NAME/.")
    private @Nullable Path snapshot;

    @Option(
            names = "--now",
            defaultValue = "1970-01-01T00:00:00Z",
            paramLabel = "RFC3339",
            description = "Time that conditions get (default: ${DEFAULT-VALUE}).")
    private String now;

    @Option(names = "--discover", description = "Compute the discovered kinds even if the snapshot has some.")
    private boolean discover;

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "gloo-mesh",
            paramLabel = "NS",
            description = "Install namespace of the plane (default: ${DEFAULT-VALUE}).")
    private String namespace;

    @Option(
            names = "--settings",
            defaultValue = "",
            paramLabel = "NS/NAME",
            description = "Which Settings count (default: <install namespace>/settings).")
    private String settings;

    @Option(
            names = "--disallow-intersecting-config",
            description = "Write nothing for hosts that a user's own Istio objects cover.")
    private boolean disallowIntersectingConfig;

    /** Whether a folder is named. */
    boolean given() {
        return snapshot != null;
    }

    Path folder() {
        if (snapshot == null) {
            throw new ParameterException(command.commandLine(), "Missing required option: '--snapshot=DIR'");
        }
        return snapshot;
    }

    RawSnapshot read() throws UnusableFolderException {
        return SnapshotFolder.read(folder(), Render.readKinds());
    }

    /** @param choice of the command, for the message: {@code plan looks at a snapshot or at a cluster} */
    void checkNotBoth(KubeOptions kube, String choice) {
        if (given() && kube.given()) {
            throw new ParameterException(command.commandLine(), choice + ": --snapshot excludes --kubeconfig");
        }
    }

    /** The folder, or else the running clusters. */
    RawSnapshot readOr(KubeOptions kube)
            throws UnusableFolderException, UnusableKubeconfigException, ApiException, InterruptedException,
                    CommandFailedException {
        return given() ? read() : kube.snapshot(renderOptions().installNamespace());
    }

    RenderOptions renderOptions() {
        if (!DnsNames.isLabel(namespace)) {
            throw unusable("--namespace must be the name of a namespace", namespace);
        }
        return new RenderOptions(now(), discover, namespace, settingsRef(), disallowIntersectingConfig);
    }

    private String now() {
        try {
            OffsetDateTime utc = OffsetDateTime.parse(now).withOffsetSameInstant(ZoneOffset.UTC);
            if (utc.getYear() >= 0 && utc.getYear() <= LAST_YEAR) {
                return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(utc);
            }
            throw new DateTimeException("RFC 3339 has years of four digits");
        } catch (DateTimeException e) {
            throw unusable("--now must be an RFC 3339 time such as 2026-01-31T12:00:00Z", now);
        }
    }

    private Ref settingsRef() {
        if (settings.isEmpty()) {
            return new Ref(namespace, "settings");
        }
        String[] parts = settings.split("/", -1);
        if (parts.length != 2 || !DnsNames.isLabel(parts[0]) || !DnsNames.isSubdomain(parts[1])) {
            throw unusable("--settings must be NS/NAME", settings);
        }
        return new Ref(parts[0], parts[1]);
    }

    private ParameterException unusable(String rule, String given) {
        return new ParameterException(command.commandLine(), rule + ", not '" + given + "'");
    }
}
