// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.translate.FederationCheck.Answer;
import dev.weft.networking.translate.FederationCheck.Subject;
import dev.weft.networking.translate.trust.Rotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells how far the meshes of a VirtualMesh are under its common root, and what is being waited for. */
final class RootCheck {

    /** Nobody knows the root that is to be shared. */
    static final String NOT_READ = "RootsNotRead";
    /** Somebody has to give another one. */
    static final String UNUSABLE = "RootUnusable";

    private static final String RESTARTS = "RestartsNeeded";
    private static final String NOT_SEEN = "NotSeen";

    /** All that {@link #phase} may say, in the order in which they follow each other when roots are changed. */
    static final List<String> PHASES = Stream.concat(
                    Stream.of(UNUSABLE, NOT_READ, NOT_SEEN),
                    Stream.concat(Stream.of(Rotation.Phase.values()).map(RootCheck::reason), Stream.of(RESTARTS)))
            .toList();

    private static final int SHORT = 12;
    private static final int MOST = 8;

    private RootCheck() {}

    /**
     * Empty while the root is only not read: then nothing can be said.
     *
     * @param inTheWay what keeps meshes from it, in the order in which it is to be told
     */
    static Optional<FederationCheck> of(TrustPlan plan, List<TrustObstacles.Obstacle> inTheWay) {
        Optional<FederationCheck> root = of(plan);
        if (inTheWay.isEmpty()) {
            return root;
        }
        List<String> texts = new ArrayList<>(TrustObstacles.texts(inTheWay));
        Optional<FederationCheck> wrong = root.filter(check -> check.answer() == Answer.NO);
        wrong.ifPresent(check -> texts.addAll(0, check.texts()));
        root.filter(check -> check.answer() == Answer.NOT_YET).ifPresent(check -> texts.addAll(check.texts()));
        String reason =
                wrong.map(FederationCheck::reason).orElse(inTheWay.getFirst().reason());
        return Optional.of(new FederationCheck(Subject.TRUST, Answer.NO, reason, texts));
    }

    private static Optional<FederationCheck> of(TrustPlan plan) {
        if (plan.problem().isPresent()) {
            return Optional.of(new FederationCheck(
                    Subject.TRUST,
                    Answer.NO,
                    UNUSABLE,
                    List.of(plan.problem().get() + "; what meshes trust stays as it is")));
        }
        if (plan.next().isEmpty() || plan.wanted().isEmpty()) {
            return Optional.empty();
        }
        String root = plan.wanted().get().sha256().substring(0, SHORT);
        Rotation.Next next = plan.next().get();
        boolean isShared = next.phase() == Rotation.Phase.SHARED && !next.told().isEmpty();
        if (isShared && plan.restarts().isEmpty()) {
            return Optional.of(FederationCheck.yes(
                    Subject.TRUST,
                    reason(Rotation.Phase.SHARED),
                    "all meshes trust root " + root + " and serve certificates under it"));
        }
        if (!plan.restarts().isEmpty() && (isShared || next.told().isEmpty())) {
            List<String> texts = isShared ? texts(plan, next, root) : unseen(plan, next, root);
            return Optional.of(new FederationCheck(Subject.TRUST, Answer.NOT_YET, RESTARTS, texts));
        }
        return Optional.of(
                next.told().isEmpty()
                        ? new FederationCheck(Subject.TRUST, Answer.UNKNOWN, NOT_SEEN, unseen(plan, next, root))
                        : new FederationCheck(
                                Subject.TRUST, Answer.NOT_YET, reason(next.phase()), texts(plan, next, root)));
    }

    /** How far it is, whatever is in the way. */
    static String phase(TrustPlan plan) {
        return of(plan).map(FederationCheck::reason).orElse(NOT_READ);
    }

    private static String reason(Rotation.Phase phase) {
        return switch (phase) {
            case UNION -> "AddingRoot";
            case SIGN -> "Signing";
            case DROP -> "DroppingRoot";
            case VERIFY -> "Verifying";
            case SHARED -> "Shared";
        };
    }

    private static List<String> texts(TrustPlan plan, Rotation.Next next, String root) {
        List<String> texts = new ArrayList<>();
        texts.add(
                switch (next.phase()) {
                    case UNION -> "root " + root + " is added to what all meshes trust";
                    case SIGN -> "all meshes trust root " + root + " and get certificates under it";
                    case DROP -> "all meshes have certificates under root " + root + ", and other roots are dropped";
                    case VERIFY -> "all meshes are to trust root " + root + " only; whether they do is being looked at";
                    case SHARED -> "all meshes that have certificates serve them under root " + root;
                });
        addWaits(plan, next, texts);
        return texts;
    }

    private static List<String> unseen(TrustPlan plan, Rotation.Next next, String root) {
        List<String> texts = new ArrayList<>(List.of("nobody is seen to have a certificate under root " + root));
        addWaits(plan, next, texts);
        return texts;
    }

    private static void addWaits(TrustPlan plan, Rotation.Next next, List<String> texts) {
        List<Rotation.Wait> waits = new ArrayList<>(next.waits());
        waits.addAll(plan.restarts());
        waits.stream()
                .limit(MOST)
                .map(wait -> "cluster " + wait.cluster() + " " + wait.what())
                .forEach(texts::add);
        if (waits.size() > MOST) {
            texts.add("and " + (waits.size() - MOST) + " more");
        }
    }
}
