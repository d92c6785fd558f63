// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.input.ServicePort;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FederatedPortTest {

    @ParameterizedTest
    @CsvSource({
        "http-web,'',HTTP",
        "https,'',HTTPS",
        "grpc-api,'',GRPC",
        "grpc-web,'',GRPC-Web",
        "GRPC-Web-x,'',GRPC-Web",
        "http2,'',HTTP2",
        "http_proxy,'',HTTP_PROXY",
        "mongo-x,'',Mongo",
        "redis,'',Redis",
        "mysql,'',MySQL",
        "tls-x,'',TLS",
        "status-port,'',TCP",
        "custom,http2,HTTP2",
        "custom,kubernetes.io/h2c,HTTP2",
        "http,tcp,TCP"
    })
    void theProtocolIsWhatThePortIsDeclaredToBe(String name, String appProtocol, String protocol) {
        assertThat(FederatedPort.of(List.of(new ServicePort(1000, name, "TCP", appProtocol))))
                .singleElement()
                .satisfies(port -> assertThat(port.protocol()).isEqualTo(protocol));
    }

    @Test
    void BUG_41_anUnnamedPortGetsANameOfItsOwn() {
        List<FederatedPort> ports = FederatedPort.of(
                List.of(new ServicePort(5000, "", "TCP", ""), new ServicePort(5001, "tcp-5000", "TCP", "")));
        assertThat(ports).extracting(FederatedPort::name).containsExactly("tcp-5000", "tcp-5000-5001");
    }

    @Test
    void G12_whatIsNotTcpGoesThroughNoGateway() {
        assertThat(FederatedPort.of(
                        List.of(new ServicePort(53, "dns", "UDP", ""), new ServicePort(53, "dns-tcp", "TCP", ""))))
                .extracting(FederatedPort::name)
                .containsExactly("dns-tcp");
    }

    @Test
    void theNameToAskForHasPortSubsetAndHost() {
        FederatedPort port = FederatedPort.of(List.of(new ServicePort(9080, "http", "TCP", "")))
                .getFirst();
        assertThat(port.sni("reviews.bookinfo.svc.cluster.local", ""))
                .isEqualTo("outbound_.9080_._.reviews.bookinfo.svc.cluster.local");
        assertThat(port.sni("reviews.bookinfo.svc.cluster.local", "version-v2"))
                .isEqualTo("outbound_.9080_.version-v2_.reviews.bookinfo.svc.cluster.local");
    }
}
