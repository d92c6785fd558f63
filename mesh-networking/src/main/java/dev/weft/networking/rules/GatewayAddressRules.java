// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.settings.SettingsSpec;
import dev.weft.runtime.ref.DnsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where gateways of clusters may be called. A cluster tells the address of its gateway itself; whoever owns it could have all others send
 * their requests to any place that it names, so it is checked.
 *
 * @param rules those that name a cluster; a cluster that none names may have any address but those that nobody else can mean
 */
public record GatewayAddressRules(List<Rule> rules) {

    public static final GatewayAddressRules NONE = new GatewayAddressRules(List.of());

    private static final String FIELD = "spec.gatewayAddresses";

    /**
     * This host, links, groups, IPv4 in the guise of IPv6, and where clouds answer for the credentials of a machine: AWS, Google and Azure
     * at a link-local address, Alibaba, Azure's platform and Oracle at others, AWS by IPv6 too.
     */
    private static final List<IpNetwork> NOBODY_ELSES = List.of(
                    "0.0.0.0/8",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "100.100.100.200/32",
                    "168.63.129.16/32",
                    "192.0.0.192/32",
                    "224.0.0.0/4",
                    "255.255.255.255/32",
                    "::/96",
                    "64:ff9b::/96",
                    "fe80::/10",
                    "ff00::/8",
                    "fd00:ec2::254/128")
            .stream()
            .flatMap(text -> IpNetwork.parse(text).stream())
            .toList();

    private static final Set<String> NAMES_OF_NOBODY_ELSE = Set.of(
            "localhost",
            "localhost.localdomain",
            "ip6-localhost",
            "ip6-loopback",
            "metadata",
            "metadata.goog",
            "metadata.google.internal");

    /**
     * @param clusters empty for all
     * @param networks IP addresses that are allowed
     * @param names host names that are allowed; each may begin with {@code *.}
     */
    record Rule(List<String> clusters, List<IpNetwork> networks, List<String> names) {
        Rule {
            clusters = List.copyOf(clusters);
            networks = List.copyOf(networks);
            names = List.copyOf(names);
        }

        boolean isAbout(String cluster) {
            return clusters.isEmpty() || clusters.contains(cluster);
        }

        boolean allows(Optional<IpAddress> address, String name) {
            return address.isPresent()
                    ? networks.stream().anyMatch(network -> network.contains(address.get()))
                    : names.stream().anyMatch(pattern -> HostPatterns.covers(pattern, name));
        }
    }

    public GatewayAddressRules {
        rules = List.copyOf(rules);
    }

    /** Why a gateway of {@code cluster} must not be called at {@code host}; empty when it may. */
    public Optional<String> objection(String cluster, String host) {
        String name = withoutDot(host.toLowerCase(Locale.ROOT));
        Optional<IpAddress> address = IpAddress.parse(name);
        // What ends in a number may be read as an address by who resolves it: 127.1 is this host.
        boolean isName = DnsNames.isSubdomain(name) && !name.matches("(.*\\.)?(\\d+|0x[0-9a-f]*)");
        if (address.isEmpty() && !isName) {
            return Optional.of("is neither an IP address nor a host name");
        }
        List<Rule> about = rules.stream().filter(rule -> rule.isAbout(cluster)).toList();
        if (!about.isEmpty()) {
            return about.stream().anyMatch(rule -> rule.allows(address, name))
                    ? Optional.empty()
                    : Optional.of("is not among those that Settings allow for the cluster (" + FIELD + ")");
        }
        boolean isNobodyElses = address.map(ip -> NOBODY_ELSES.stream().anyMatch(network -> network.contains(ip)))
                .orElse(NAMES_OF_NOBODY_ELSE.contains(name) || name.endsWith(".localhost"));
        return isNobodyElses
                ? Optional.of(
                        "means the caller itself, its link, a group of machines or the metadata service of a cloud")
                : Optional.empty();
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Reads Settings; an entry that cannot be read allows nothing. */
    public static GatewayAddressRules from(
            @Nullable List<SettingsSpec.@Nullable GatewayAddresses> wire, Problems problems) {
        List<Rule> rules = new ArrayList<>();
        int index = 0;
        for (SettingsSpec.GatewayAddresses entry : Wire.complete(wire, FIELD, problems)) {
            String field = FIELD + "[" + index++ + "]";
            List<IpNetwork> networks = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (String text : Wire.strings(entry.allowed(), field + ".allowed", problems)) {
                Optional<IpNetwork> network = IpNetwork.parse(text);
                String name = withoutDot(text.toLowerCase(Locale.ROOT));
                if (network.isPresent()) {
                    networks.add(network.get());
                } else if (DnsNames.isSubdomain(name.startsWith("*.") ? name.substring(2) : name)) {
                    names.add(name);
                } else {
                    problems.add(
                            field + ".allowed",
                            "has \"" + Wire.shorten(text)
                                    + "\", which is no IP network, IP address or host name, and allows nothing");
                }
            }
            List<String> clusters = Wire.strings(entry.clusters(), field + ".clusters", problems);
            boolean namesNone = clusters.isEmpty()
                    && entry.clusters() != null
                    && !entry.clusters().isEmpty();
            if (!namesNone) {
                rules.add(new Rule(clusters, networks, names));
            }
        }
        return new GatewayAddressRules(rules);
    }
}
