// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import com.marcnuri.helm.Release;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Brings a release to a state in which Helm goes on from it. Whoever is interrupted leaves one that Helm takes for being worked on, for
 * ever; and one whose first installation has failed can be neither upgraded nor installed.
 */
final class ReleaseState {

    /** Nothing here waits within Helm, so it is done with a release after a few seconds. */
    private static final Duration LONGEST_WORK = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String DEPLOYED = "deployed";
    private static final String FAILED = "failed";
    private static final String PENDING = "pending-";

    private final Cluster management;
    private final HelmReleases releases;
    private final String namespace;
    private final Progress progress;

    ReleaseState(Cluster management, HelmReleases releases, String namespace, Progress progress) {
        this.management = management;
        this.releases = releases;
        this.namespace = namespace;
        this.progress = progress;
    }

    /** Whether there is a release that can be upgraded; otherwise there is none of that name afterwards. */
    boolean isDeployed(String name) throws CommandFailedException, ApiException, InterruptedException {
        Optional<Release> found = settled(name);
        if (found.isEmpty()) {
            return false;
        }
        String status = found.get().getStatus();
        boolean isFirst = "1".equals(found.get().getRevision());
        if (status.equals(DEPLOYED) || (status.equals(FAILED) && !isFirst)) {
            return true;
        }
        if (status.startsWith(PENDING) && !isFirst) {
            // What it was upgraded from is still there, and is deployed.
            management.delete(
                    ResourceTypes.SECRET,
                    namespace,
                    "sh.helm.release.v1." + name + ".v" + found.get().getRevision());
            return true;
        }
        releases.uninstall(name);
        return false;
    }

    /** Another one may be at work; after a while it is not. */
    private Optional<Release> settled(String name) throws CommandFailedException, InterruptedException {
        Optional<Release> found = releases.find(name);
        if (found.filter(ReleaseState::isBeingWorkedOn).isPresent()) {
            progress.note("another run is at Helm release " + name + ", or was interrupted; waiting for at most "
                    + LONGEST_WORK.toSeconds() + " s");
        }
        while (found.filter(ReleaseState::isBeingWorkedOn).isPresent()) {
            Thread.sleep(PAUSE);
            found = releases.find(name);
        }
        return found;
    }

    private static boolean isBeingWorkedOn(Release release) {
        Instant since = release.getLastDeployed().toInstant();
        Instant now = Instant.now();
        return (release.getStatus().startsWith(PENDING) || release.getStatus().equals("uninstalling"))
                && !since.isAfter(now)
                && now.isBefore(since.plus(LONGEST_WORK));
    }
}
