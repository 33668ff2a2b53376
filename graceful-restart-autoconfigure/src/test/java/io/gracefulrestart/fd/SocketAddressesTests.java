/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.gracefulrestart.fd;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketAddresses}.
 */
@EnabledIf("isLittleEndian")
class SocketAddressesTests {

	static boolean isLittleEndian() {
		return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			2  | 127.0.0.1 | 8080 | 02001f907f0000010000000000000000
			2  | 0.0.0.0   | 0    | 02000000000000000000000000000000
			2  | ::        | 65535| 0200ffff000000000000000000000000
			10 | ::1       | 8080 | 0a001f90000000000000000000000000000000000000000100000000
			10 | ::        | 8080 | 0a001f90000000000000000000000000000000000000000000000000
			10 | 0.0.0.0   | 8080 | 0a001f90000000000000000000000000000000000000000000000000
			10 | 10.0.0.7  | 80   | 0a0000500000000000000000000000000000ffff0a00000700000000
			""")
	void internetAddressIsLaidOutAsInTheHeaders(int family, String address, int port, String hex)
			throws UnknownHostException {
		assertThat(SocketAddresses.encode(family, InetAddress.getByName(address), port)).asHexString()
			.isEqualToIgnoringCase(hex);
	}

	@ParameterizedTest
	@CsvSource({ "2, 127.0.0.1", "10, ::1", "10, ::", "2, 0.0.0.0", "10, 192.168.1.2" })
	void internetAddressSurvivesTheRoundTrip(int family, String address) throws UnknownHostException {
		InetAddress ip = InetAddress.getByName(address);
		assertThat(SocketAddresses.decode(SocketAddresses.encode(family, ip, 54321)))
			.isEqualTo(new InetSocketAddress(ip, 54321));
	}

	@Test
	void scopeOfALinkLocalAddressSurvivesTheRoundTrip() throws UnknownHostException {
		byte[] bytes = InetAddress.getByName("fe80::1").getAddress();
		Inet6Address scoped = Inet6Address.getByAddress(null, bytes, 3);
		InetSocketAddress decoded = (InetSocketAddress) SocketAddresses
			.decode(SocketAddresses.encode(Linux.AF_INET6, scoped, 1));
		assertThat(((Inet6Address) decoded.getAddress()).getScopeId()).isEqualTo(3);
	}

	@Test
	void pathEndsWithZero() {
		byte[] encoded = SocketAddresses.encode("/a".getBytes(StandardCharsets.US_ASCII));
		assertThat(encoded).asHexString().isEqualToIgnoringCase("01002f6100");
		assertThat(SocketAddresses.decode(encoded)).isEqualTo(UnixDomainSocketAddress.of("/a"));
	}

	@ParameterizedTest
	@CsvSource({ "0100, ''", "0100006162, @ab", "01002f6162, /ab" })
	void unnamedAbstractAndUnterminatedPathsAreRead(String hex, String path) {
		assertThat(SocketAddresses.decode(HexFormat.of().parseHex(hex))).isEqualTo(UnixDomainSocketAddress.of(path));
	}

	@ParameterizedTest
	@CsvSource({ "''", "01", "10000000" })
	void otherFamiliesAreUnknown(String hex) {
		assertThat(SocketAddresses.decode(HexFormat.of().parseHex(hex))).isNull();
	}

}
