// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.google.common.net.InetAddresses;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.weft.sandbox.cel.CelFunction.Argument;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;

/** IP addresses and their ranges. */
final class NetFunctions {
    private static final OpaqueType IP = OpaqueType.create("net.IP");
    private static final OpaqueType CIDR = OpaqueType.create("net.CIDR");
    private static final Argument TEXT = new Argument(SimpleType.STRING, String.class);
    private static final Argument ADDRESS = new Argument(IP, InetAddress.class);
    private static final Argument RANGE = new Argument(CIDR, Range.class);

    private NetFunctions() {}

    static List<CelFunction> all() {
        return List.of(
                CelFunction.global("isIP", SimpleType.BOOL, List.of(TEXT), given -> isIp((String) given[0])),
                CelFunction.global("ip", IP, List.of(TEXT), given -> ip((String) given[0])),
                CelFunction.global(
                        "ip.isCanonical",
                        SimpleType.BOOL,
                        List.of(TEXT),
                        given -> InetAddresses.toAddrString(ip((String) given[0]))
                                .equals(given[0])),
                CelFunction.method("family", SimpleType.INT, List.of(ADDRESS), given -> family((InetAddress) given[0])),
                is("isUnspecified", InetAddress::isAnyLocalAddress),
                is("isLoopback", InetAddress::isLoopbackAddress),
                is("isLinkLocalMulticast", InetAddress::isMCLinkLocal),
                is("isLinkLocalUnicast", InetAddress::isLinkLocalAddress),
                is("isGlobalUnicast", NetFunctions::isGlobalUnicast),
                CelFunction.global(
                        "string",
                        SimpleType.STRING,
                        List.of(ADDRESS),
                        given -> InetAddresses.toAddrString((InetAddress) given[0])),
                CelFunction.global("isCIDR", SimpleType.BOOL, List.of(TEXT), given -> isCidr((String) given[0])),
                CelFunction.global("cidr", CIDR, List.of(TEXT), given -> Range.parse((String) given[0])),
                CelFunction.method(
                        "containsIP",
                        SimpleType.BOOL,
                        List.of(RANGE, ADDRESS),
                        given -> ((Range) given[0]).contains((InetAddress) given[1])),
                CelFunction.method(
                        "containsIP",
                        SimpleType.BOOL,
                        List.of(RANGE, TEXT),
                        given -> ((Range) given[0]).contains(ip((String) given[1]))),
                CelFunction.method(
                        "containsCIDR",
                        SimpleType.BOOL,
                        List.of(RANGE, RANGE),
                        given -> ((Range) given[0]).contains((Range) given[1])),
                CelFunction.method(
                        "containsCIDR",
                        SimpleType.BOOL,
                        List.of(RANGE, TEXT),
                        given -> ((Range) given[0]).contains(Range.parse((String) given[1]))),
                CelFunction.method("ip", IP, List.of(RANGE), given -> ((Range) given[0]).address()),
                CelFunction.method("masked", CIDR, List.of(RANGE), given -> ((Range) given[0]).masked()),
                CelFunction.method(
                        "prefixLength", SimpleType.INT, List.of(RANGE), given -> (long) ((Range) given[0]).length()),
                CelFunction.global("string", SimpleType.STRING, List.of(RANGE), given -> given[0].toString()));
    }

    private static CelFunction is(String name, Predicate<InetAddress> property) {
        return CelFunction.method(
                name, SimpleType.BOOL, List.of(ADDRESS), given -> property.test((InetAddress) given[0]));
    }

    /** No name is looked up: only literals are addresses. */
    static InetAddress ip(String text) {
        if (!isIp(text)) {
            throw new IllegalArgumentException("IP Address \"" + text
                    + "\" parse error during conversion from string: ParseAddr(\"" + text + "\"): unable to parse IP");
        }
        return InetAddresses.forString(text);
    }

    /** Neither zones nor addresses of IPv4 in the clothes of IPv6. */
    private static boolean isIp(String text) {
        return InetAddresses.isInetAddress(text)
                && !text.contains("%")
                && !(text.contains(":") && InetAddresses.forString(text).getAddress().length == 4);
    }

    private static boolean isCidr(String text) {
        try {
            Range.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static long family(InetAddress address) {
        return address.getAddress().length == 4 ? 4L : 6L;
    }

    private static boolean isGlobalUnicast(InetAddress address) {
        boolean broadcast = InetAddresses.toAddrString(address).equals("255.255.255.255");
        return !broadcast
                && !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress();
    }
}
