// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A user edits a policy; both clusters follow. */
final class EditPolicies implements Scene {

    /** Seconds, so that each edit differs from the one before. */
    private static final int FIRST_TIMEOUT = 10;

    @Override
    public String name() {
        return "edit";
    }

    @Override
    public String doing() {
        return "editing a policy";
    }

    @Override
    public Told play(World world) throws InterruptedException, CommandFailedException {
        Policies policies = new Policies(world.management());
        String before = policies.timeout();
        for (int i = 0; i < world.options().edits(); i++) {
            world.edits().add(edit(world, policies, (FIRST_TIMEOUT + i) + "s"));
        }
        edit(world, policies, before);
        policies.await(world.awaiting());
        List<Duration> sorted = world.edits().stream().sorted().toList();
        return new Told(
                "an edit is on both clusters after " + Teller.time(at(sorted, 50)),
                Tables.columns(List.of(
                        List.of(
                                "edited",
                                "requestTimeout of TrafficPolicy " + World.APPLICATIONS + "/" + Policies.EDITED),
                        List.of("edits", Integer.toString(sorted.size())),
                        List.of("half within", Teller.time(at(sorted, 50))),
                        List.of("99 % within", Teller.time(at(sorted, 99))))));
    }

    private static Duration edit(World world, Policies policies, String timeout)
            throws InterruptedException, CommandFailedException {
        long start = System.nanoTime();
        policies.edit(timeout);
        Policies.awaitWritten(
                timeout, List.of(world.cluster(World.FIRST), world.cluster(World.SECOND)), world.awaiting());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The smallest that so many per cent do not exceed. */
    static Duration at(List<Duration> sorted, int percent) {
        List<Duration> list = new ArrayList<>(sorted);
        return list.get((list.size() * percent + 99) / 100 - 1);
    }
}
