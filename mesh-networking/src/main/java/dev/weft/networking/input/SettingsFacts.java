// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.api.settings.PolicyScope;
import dev.weft.api.settings.SettingsSpec;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.rules.GatewayAddressRules;
import dev.weft.networking.rules.Problems;
import dev.weft.networking.rules.TlsAction;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.Optional;

/** Facts of Settings. */
public final class SettingsFacts {

    private SettingsFacts() {}

    /** @param before the fact before, whose values stay while the object cannot be read */
    static SettingsFact settings(RawObject object, SettingsFact before, Facts facts) {
        Optional<SettingsSpec> decoded = facts.spec(object, SettingsSpec.class);
        if (decoded.isEmpty()) {
            return new SettingsFact(
                    Metadata.ref(object),
                    true,
                    false,
                    Metadata.generation(object),
                    before.present() && before.known(),
                    before.tlsMode(),
                    before.gatewayAddresses(),
                    before.policyScope());
        }
        Optional<TlsAction.Mode> tls = tls(decoded.get());
        reportUnsupported(decoded.get(), Metadata.subject(object), facts);
        if (tls.filter(TlsAction.Mode.DISABLE::equals).isPresent()) {
            facts.report(Finding.of(
                            NetworkingFinding.SETTINGS_TLS_DISABLE,
                            Metadata.subject(object),
                            "the default TLS mode is DISABLE: hosts without a policy of their own keep Istio's automatic mTLS")
                    .at("spec.mtls.istio.tlsMode"));
        }
        return new SettingsFact(
                Metadata.ref(object),
                true,
                true,
                Metadata.generation(object),
                true,
                tls.filter(mode -> mode != TlsAction.Mode.DISABLE),
                gatewayAddresses(decoded.get(), object, facts),
                Optional.ofNullable(decoded.get().policyScope()).orElse(PolicyScope.ANY));
    }

    private static GatewayAddressRules gatewayAddresses(SettingsSpec spec, RawObject object, Facts facts) {
        Problems problems = new Problems();
        GatewayAddressRules rules = GatewayAddressRules.from(spec.gatewayAddresses(), problems);
        problems.problems()
                .forEach(problem -> facts.report(
                        Finding.of(NetworkingFinding.INVALID_FIELD, Metadata.subject(object), problem.message())
                                .at(problem.field())));
        return rules;
    }

    /** The finding that says that the Settings which count do not exist. */
    public static Finding missing(Ref ref) {
        Subject subject = new Subject("settings.mesh.gloo.solo.io/v1alpha2", "Settings", ref.namespace(), ref.name());
        return Finding.of(
                NetworkingFinding.SETTINGS_MISSING,
                subject,
                "Settings " + ref + " do not exist; empty ones are assumed");
    }

    private static Optional<TlsAction.Mode> tls(SettingsSpec spec) {
        if (spec.mtls() == null || spec.mtls().istio() == null) {
            return Optional.empty();
        }
        return Optional.of(
                spec.mtls().istio().tlsMode() == null
                        ? TlsAction.Mode.DISABLE
                        : TlsAction.Mode.valueOf(spec.mtls().istio().tlsMode().name()));
    }

    private static void reportUnsupported(SettingsSpec spec, Subject subject, Facts facts) {
        if (spec.networkingExtensionServers() != null
                && !spec.networkingExtensionServers().isEmpty()) {
            facts.report(Finding.of(
                            NetworkingFinding.UNSUPPORTED,
                            subject,
                            "networking extension servers are not called; their patches are not applied")
                    .at("spec.networkingExtensionServers"));
        }
        if (spec.relay() != null && Boolean.TRUE.equals(spec.relay().enabled())) {
            facts.report(Finding.of(NetworkingFinding.UNSUPPORTED, subject, "relay has no effect")
                    .at("spec.relay"));
        }
    }
}
