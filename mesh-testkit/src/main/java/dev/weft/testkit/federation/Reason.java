// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

/** Why a request, or an object, does not do what somebody wanted. */
public enum Reason {
    /** Nobody defines the host where the client is. */
    NO_SUCH_HOST,
    /** More than one Service or ServiceEntry defines it: which one counts depends on their age. */
    AMBIGUOUS_HOST,
    /** Two hosts have one address. */
    CLASHING_ADDRESS,
    NO_SUCH_PORT,
    /** Proxies carry no UDP. */
    UDP_PORT,
    /** Something else than HTTP was sent to a port of HTTP. */
    NOT_HTTP,
    /** A VirtualService is about the host, and none of its routes matches. */
    NO_ROUTE,
    AMBIGUOUS_VIRTUAL_SERVICE,
    AMBIGUOUS_DESTINATION_RULE,
    /** No DestinationRule that counts for the client has the subset. */
    NO_SUCH_SUBSET,
    NO_ENDPOINTS,
    /** A hostname as an endpoint where only IPs may be. */
    ENDPOINT_NEEDS_IP,
    ADDRESS_LEADS_NOWHERE,
    /** What the address leads to is dead. */
    DEAD,
    /** No filter chain of the gateway matches what the client says. */
    REFUSED_BY_GATEWAY,
    /** Envoy does not take a listener with two filter chains of the same match. */
    REJECTED_LISTENER,
    /** The gateway would send it on to something that is no pod of its cluster. */
    BOUNCED,
    /** Mutual TLS to a pod that has no sidecar. */
    NO_SIDECAR,
    /** The server's certificate is for another identity than the client expects. */
    WRONG_IDENTITY,
    /** Outlier detection is not allowed to eject what does not answer. */
    NOT_EJECTED,
    /** A server of a Gateway has a host that an earlier one on the port has, and is left out as a whole. */
    SERVER_IGNORED,
    /** A Gateway without selector opens its ports at every gateway. */
    SELECTS_EVERY_GATEWAY
}
