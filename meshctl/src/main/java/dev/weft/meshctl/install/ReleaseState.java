// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import com.marcnuri.helm.Release;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a release to a state in which Helm goes on from it. Whoever is interrupted leaves one that Helm takes for being worked on, for
 * ever.
 */
final class ReleaseState {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String PENDING = "pending-";
    private static final Set<String> GONE = Set.of("uninstalling", "uninstalled");

    private final Cluster management;
    private final HelmReleases releases;
    private final String namespace;
    private final Progress progress;
    private final Duration longestWork;

    /**
     * @param longestWork how long a release that does not change may be somebody else's to work on; times in it are not compared, as clocks of
     *     two machines differ
     */
    ReleaseState(Cluster management, HelmReleases releases, String namespace, Progress progress, Duration longestWork) {
        this.management = management;
        this.releases = releases;
        this.namespace = namespace;
        this.progress = progress;
        this.longestWork = longestWork;
    }

    /** Whether there is a release that can be upgraded; otherwise there is none of that name afterwards. */
    boolean isDeployed(String name, String chart) throws CommandFailedException, ApiException, InterruptedException {
        Optional<Release> found = settled(name, chart);
        if (found.isEmpty()) {
            return false;
        }
        String status = found.get().getStatus();
        boolean isFirst = "1".equals(found.get().getRevision());
        if (status.startsWith(PENDING) && !isFirst) {
            // What it was upgraded from is still there, and Helm goes on from that.
            management.delete(
                    ResourceTypes.SECRET,
                    namespace,
                    "sh.helm.release.v1." + name + ".v" + found.get().getRevision());
            return true;
        }
        if (status.startsWith(PENDING) || GONE.contains(status)) {
            releases.uninstall(name);
            return false;
        }
        return true;
    }

    /** Another one may be at work; when nothing has changed for a while, nobody is. */
    private Optional<Release> settled(String name, String chart) throws CommandFailedException, InterruptedException {
        Optional<Release> found = releases.find(name, chart);
        String seen = "";
        long since = System.nanoTime();
        while (found.filter(ReleaseState::isBeingWorkedOn).isPresent()) {
            String now = found.get().getRevision() + " " + found.get().getStatus();
            if (!now.equals(seen)) {
                progress.note("Helm release " + name + " is " + found.get().getStatus()
                        + ": another run is at it, or was interrupted; waiting for at most " + longestWork.toSeconds()
                        + " s");
                seen = now;
                since = System.nanoTime();
            }
            if (System.nanoTime() - since >= longestWork.toNanos()) {
                return found;
            }
            Thread.sleep(PAUSE);
            found = releases.find(name, chart);
        }
        return found;
    }

    private static boolean isBeingWorkedOn(Release release) {
        return release.getStatus().startsWith(PENDING) || release.getStatus().equals("uninstalling");
    }
}
