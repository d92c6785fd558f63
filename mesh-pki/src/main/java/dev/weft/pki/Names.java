// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.util.IPAddress;

/** Names in certificates: of the subject, and its alternative ones (RFC 5280, 4.1.2.6 and 4.2.1.6). */
final class Names {
    /** RFC 5280, appendix A.1: ub-organization-name. */
    private static final int LONGEST_ORGANIZATION = 64;

    private static final int LONGEST_HOST = 2048;

    /** SPIFFE-ID, 2.1 and 2.2, with upper case in the trust domain, which Istio allows. */
    private static final Pattern SPIFFE = Pattern.compile("spiffe://[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

    private static final Pattern DNS = Pattern.compile(
            "(\\*\\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");

    private Names() {}

    /** {@code O=organization}, or nothing at all. */
    static X500Name subject(String organization) throws PkiException {
        if (organization.length() > LONGEST_ORGANIZATION
                || organization.codePoints().anyMatch(Character::isISOControl)
                || !organization.equals(organization.strip())) {
            throw new PkiException(
                    Defect.UNSUITABLE_TERMS,
                    "the organization is longer than " + LONGEST_ORGANIZATION
                            + " characters, or has spaces around it or control characters");
        }
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        return organization.isEmpty()
                ? name.build()
                : name.addRDN(BCStyle.O, organization).build();
    }

    /** One name for each host: a URI if it has the form of a SPIFFE ID, an address if it is one, a DNS name otherwise. */
    static GeneralNames alternative(List<String> hosts) throws PkiException {
        GeneralName[] names = new GeneralName[hosts.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = name(hosts.get(i), i);
        }
        return new GeneralNames(names);
    }

    private static GeneralName name(String host, int position) throws PkiException {
        if (host.length() <= LONGEST_HOST && SPIFFE.matcher(host).matches()) {
            return new GeneralName(GeneralName.uniformResourceIdentifier, host);
        }
        if (IPAddress.isValid(host)) {
            return new GeneralName(GeneralName.iPAddress, host);
        }
        if (host.length() <= 253 && DNS.matcher(host).matches()) {
            return new GeneralName(GeneralName.dNSName, host);
        }
        throw new PkiException(
                Defect.UNSUITABLE_TERMS,
                "hosts[" + position + "] is no SPIFFE ID (spiffe://TRUST-DOMAIN/PATH), no address and no DNS name");
    }
}
