// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicePortTest {

    @ParameterizedTest
    @CsvSource({
        "80, http, TCP, '', true",
        "80, '', TCP, '', true",
        "80, '', '', '', true",
        "8080, web, TCP, '', true",
        "8080, HTTP2-web, TCP, '', true",
        "8080, grpc-web, TCP, '', true",
        "8080, anything, TCP, kubernetes.io/h2c, true",
        "8080, tcp, TCP, http, true",
        "3306, http-odd, TCP, '', true",
        "443, https, TCP, '', false",
        "443, http, TCP, kubernetes.io/wss, false",
        "8080, http, TCP, tls, false",
        "8080, http, UDP, '', false",
        "9000, tcp-web, TCP, '', false",
        "6379, redis, TCP, '', false",
        "3306, '', TCP, '', false",
        "27017, db, TCP, '', false"
    })
    void whatIstioMayTakeForHttp(int number, String name, String protocol, String appProtocol, boolean http) {
        assertThat(new ServicePort(number, name, protocol, appProtocol).mayCarryHttp())
                .isEqualTo(http);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp-db, '', true",
        "tcp-server-first-db, '', true",
        "db, tcp, true",
        "db, tcp-server-first, true",
        "tcp-db, http, false",
        "tcp, '', false",
        "tcpdb, '', false",
        "http-db, '', false",
        "'', '', false",
        "db, '', false",
        "db, https, false",
    })
    void openServiceMeshTakesForTcpWhatIsCalledSoAndAllElseForHttp(String name, String appProtocol, boolean tcp) {
        assertThat(new ServicePort(3306, name, "TCP", appProtocol).isTcpOnOpenServiceMesh())
                .isEqualTo(tcp);
    }
}
